// Does something many times, twice over, and tells what the second time left behind in addition to the first:
// descriptors, threads, open handles, outstanding requests, bytes of memory. `leaks.mjs WHAT COUNT [TARGET]`, run as a
// process of its own with --expose-gc, on what was built.
import { readdirSync, readFileSync } from 'node:fs';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { echoRequest, selectDriver } from 'rxicmp/icmpapi';
import { probe, sweep } from 'rxicmp';

const [, , what, amount, target = '127.0.0.1'] = process.argv;
const count = Number(amount);
const driver = selectDriver('addon');
const family = target.includes(':') ? 6 : 4;

const steps = {
  // Each handle is closed with a request in flight, which closing cancels.
  'open and close': async (i) => {
    const handle = driver.createFile(family);
    driver.sendEcho2Ex(handle, echoRequest(target, {}), () => undefined);
    driver.closeHandle(handle);
    if (i % 100 === 0) await turn();
  },
  'cancelled probes': async (i) => {
    probe(target).subscribe().unsubscribe();
    if (i % 1000 === 0) await turn();
  },
  // Each sweep has a thousand probes: some have left, some wait.
  'cancelled sweeps': async (i) => {
    const sweeping = sweep('127.1.0.0-127.1.3.231', { rate: i % 2 === 0 ? Infinity : 100_000 }).subscribe();
    if (i % 4 === 0) await turn();
    sweeping.unsubscribe();
    await turn();
  },
  // The checks of a request open sockets of their own, and so does `diagnose`.
  'sources and options': async (i) => {
    const handle = driver.createFile(4);
    const options = { source: `127.0.0.${1 + (i % 200)}`, optionsData: Uint8Array.of(7, 7, 4, 0, 0, 0, 0, 0) };
    driver.sendEcho2Ex(handle, echoRequest('127.0.0.1', options), () => undefined).cancel();
    const v6 = driver.createFile(6);
    driver.sendEcho2Ex(v6, echoRequest('::1', { source: '::1' }), () => undefined).cancel();
    driver.closeHandle(handle);
    driver.closeHandle(v6);
    driver.diagnose();
    if (i % 100 === 0) await turn();
  },
  'probes to the end': async (i) => {
    probe(target, { timeout: 20 }).subscribe();
    if (i % 1000 === 999) while (driver.counters().outstanding > 0) await sleep(1);
  },
};

async function round() {
  for (let i = 0; i < count; i++) await steps[what](i);
  // The last cancels have still to reach the engine.
  await sleep(100);
  for (let i = 0; i < 3; i++) {
    global.gc();
    await turn();
  }
  const { outstanding, handles } = driver.counters();
  const status = readFileSync('/proc/self/status', 'utf8');
  const number = (key) => Number(new RegExp(`^${key}:\\s*(\\d+)`, 'm').exec(status)[1]);
  return {
    outstanding,
    handles,
    descriptors: readdirSync('/proc/self/fd').length,
    threads: number('Threads'),
    heap: process.memoryUsage().heapUsed,
    resident: number('RssAnon') * 1024,
  };
}

const first = await round();
const second = await round();
console.log(
  JSON.stringify(Object.fromEntries(Object.entries(second).map(([key, value]) => [key, value - first[key]]))),
);

// One of several that ping the same hosts at the same time: a process or a worker, on what was built. It gets series of
// requests, and answers with all completions of each and with the driver's counters. A busy one keeps its event loop
// from running for 20 ms of every 50.
import { parentPort } from 'node:worker_threads';
import { echoRequest, selectDriver } from 'rxicmp/icmpapi';

const driver = selectDriver('addon');
const handles = { 4: driver.createFile(4), 6: driver.createFile(6) };

const port = parentPort ?? process;
const say = (message) => (parentPort === null ? process.send(message) : parentPort.postMessage(message));

let before = driver.counters();
port.on('message', async ({ series, busy }) => {
  const working = busy ? setInterval(work, 50) : undefined;
  const results = await Promise.all(series.map((one) => Promise.all(requestsOf(one))));
  clearInterval(working);
  const after = driver.counters();
  const names = ['received', 'timedOut', 'foreign', 'duplicates', 'late', 'receiverDrops', 'wakeUps'];
  const counted = Object.fromEntries(names.map((name) => [name, after[name] - before[name]]));
  before = after;
  say({ results, counted });
});
say('up');

function work() {
  for (const end = performance.now() + 20; performance.now() < end;);
}

function requestsOf({ family, destination, count, start, every, options }) {
  const data = options.data instanceof Array ? Uint8Array.from(options.data) : options.data;
  return Array.from({ length: count }, (_, i) => {
    const request = echoRequest(destination, { ...options, data, notBefore: start + i * every });
    return new Promise((resolve) => {
      const seen = [];
      driver.sendEcho2Ex(handles[family], request, (completion) => {
        const { phase, status, address, tos, roundTripTime, rttClock, final } = completion;
        seen.push({ phase, status, address, tos, roundTripTime, rttClock });
        if (final) resolve(seen);
      });
    });
  });
}

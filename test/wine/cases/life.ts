import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, Worker } from 'node:worker_threads';
import { selectDriver } from '../../../src/drivers/platform.ts';
import { echoRequest } from '../../../src/icmpapi/echoRequest.ts';
import { complete } from '../complete.ts';
import { completingBy } from '../../../src/testing/conformance/completingBy.ts';
import { doubleLog } from '../doubleLog.ts';
import { doubleHost } from '../doubleNetwork.ts';
import type { WindowsCase } from '../windowsCase.ts';

export interface LifeSettings {
  readonly driver: 'addon' | 'koffi';
  readonly completion: 'event' | 'apc';
  /** The role of this program when one of the cases started it. */
  readonly role?: 'worker' | 'exits' | 'exitsAtOnce' | 'throwsAtOnce' | 'throws' | 'ends';
}

/** Milliseconds that an end may take: a bound for waiting for requests of ten seconds, not a measurement. */
const PROMPT = 6_000;
const WORKERS = 10;

/** How threads and processes end while requests are pending, on the double of iphlpapi.dll. */
export function cases(settings: LifeSettings): readonly WindowsCase[] | Promise<never> {
  const driver = completingBy(selectDriver(settings.driver), settings.completion);
  if (settings.role !== undefined) return play(settings.role);

  const as = (role: LifeSettings['role']): NodeJS.ProcessEnv => ({
    ...process.env,
    RXICMP_TEST_SETTINGS: JSON.stringify({ ...settings, role }),
  });
  const isAlive = async (): Promise<void> => {
    const [reply] = await complete(driver, 4, doubleHost(4, 1));
    assert.equal(reply!.status, 0);
  };
  const endOf = (role: LifeSettings['role']) => {
    const started = performance.now();
    const { status, signal } = spawnSync(process.execPath, [process.argv[1]!], {
      env: as(role),
      stdio: 'ignore',
      timeout: 25_000,
    });
    return { status, signal, took: performance.now() - started };
  };
  return [
    {
      name: 'closing a handle blocks nothing, though the API would wait ten seconds',
      async run() {
        const handle = driver.createFile(4);
        for (let i = 0; i < 10; i++) driver.sendEcho2Ex(handle, echoRequest(doubleHost(4, 20)), () => undefined);
        await sleep(50);
        const started = performance.now();
        driver.closeHandle(handle);
        await sleep(10);
        assert.ok(performance.now() - started < PROMPT);
        await isAlive();
      },
    },
    {
      name: 'workers that are terminated with requests pending end at once, and the process lives on',
      limit: 60_000,
      async run() {
        for (let i = 0; i < WORKERS; i++) {
          const worker = new Worker(process.argv[1]!, { env: as('worker') });
          await once(worker, 'message');
          const started = performance.now();
          await worker.terminate();
          assert.ok(performance.now() - started < PROMPT);
          await isAlive();
        }
        // Their requests of a second end meanwhile, and write into memory that must still be there.
        await sleep(1500);
        await isAlive();
      },
    },
    {
      name: 'process.exit() with requests pending ends the process with its code',
      run() {
        const { status, signal, took } = endOf('exits');
        assert.deepEqual([status, signal], [7, null]);
        assert.ok(took < PROMPT, `it took ${took} ms`);
      },
    },
    ...(['exitsAtOnce', 'throwsAtOnce'] as const).map((role) => ({
      name: `${role === 'exitsAtOnce' ? 'process.exit()' : 'an uncaught exception'} in the turn of 500 sends ends the process`,
      limit: 60_000,
      run() {
        // A fault there shows only now and then.
        for (let i = 0; i < 10; i++) {
          const { status, signal, took } = endOf(role);
          assert.deepEqual([status, signal], [role === 'exitsAtOnce' ? 7 : 1, null]);
          assert.ok(took < PROMPT, `it took ${took} ms`);
        }
      },
    })),
    {
      name: 'an uncaught exception with requests pending ends the process with code 1',
      run() {
        const { status, signal, took } = endOf('throws');
        assert.deepEqual([status, signal], [1, null]);
        assert.ok(took < PROMPT, `it took ${took} ms`);
      },
    },
    {
      name: 'a process whose requests have ended ends by itself, though the system still has some that were cancelled',
      run() {
        const { status, signal, took } = endOf('ends');
        assert.deepEqual([status, signal], [0, null]);
        assert.ok(took < PROMPT, `it took ${took} ms`);
      },
    },
    {
      name: 'what a worker had open is closed, but not while it has requests',
      limit: 90_000,
      async run() {
        const closes = () => doubleLog().filter(({ call }) => call === 'close');
        // The requests of ten seconds are the last to end.
        for (let left = 500; closes().length < WORKERS && left > 0; left--) await sleep(100);
        assert.ok(closes().length >= WORKERS, `there were ${closes().length}`);
        assert.deepEqual(
          closes().filter(({ pending }) => pending !== 0),
          [],
        );
      },
    },
  ];

  function play(role: LifeSettings['role']): Promise<never> {
    const handle = driver.createFile(4);
    const send = (n: number, count: number) => {
      for (let i = 0; i < count; i++) {
        driver.sendEcho2Ex(handle, echoRequest(doubleHost(4, n), { timeout: 20_000 }), () => undefined);
      }
    };
    if (role === 'exitsAtOnce' || role === 'throwsAtOnce') {
      send(1, 500);
      if (role === 'throwsAtOnce') throw new Error('nobody catches this');
      process.exit(7);
    }
    send(25, 50);
    send(20, 5);
    setTimeout(() => {
      parentPort?.postMessage('sent');
      if (role === 'exits') process.exit(7);
      if (role === 'throws') throw new Error('nobody catches this');
      if (role === 'ends') driver.closeHandle(handle);
    }, 200);
    return new Promise(() => undefined);
  }
}

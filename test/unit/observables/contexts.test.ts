import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { engineHealth, pacer, pathMtu, ping, probe, probeEach, sweep, sweepEvery, traceroute } from 'rxicmp';
import type { IcmpDriver } from 'rxicmp/icmpapi';
import { SimulatedNetwork } from 'rxicmp/testing';
import { type Observable, Subject, VirtualTimeScheduler } from 'rxjs';
import { pendingWithoutSocket } from '../../canPing.ts';

const contexts = new AsyncLocalStorage<string>();
const names = ['a', 'b', 'c'];

/**
 * Subscribes to each stream in its own context. Resolves when all have completed, to the context of each notification.
 */
async function heard(streams: Readonly<Record<string, Observable<unknown>>>): Promise<readonly string[]> {
  const all: string[] = [];
  await Promise.all(
    Object.entries(streams).map(
      ([name, stream]) =>
        new Promise<void>((resolve, reject) => {
          const note = (what: string) => all.push(`${name}: ${what} in ${contexts.getStore() ?? 'nobody’s'}`);
          const complete = () => {
            note('complete');
            resolve();
          };
          contexts.run(name, () => stream.subscribe({ next: () => note('next'), error: reject, complete }));
        }),
    ),
  );
  return all;
}

function expectOwn(all: readonly string[]): void {
  expect(all.length).toBeGreaterThan(0);
  for (const line of all) expect(line).toMatch(/^(\w+): \w+ in \1$/);
}

const forEach = (make: (name: string) => Observable<unknown>): Record<string, Observable<unknown>> =>
  Object.fromEntries(names.map((name) => [name, make(name)]));

const drivers: readonly (readonly [name: string, driver: () => IcmpDriver | 'addon', host: string])[] = [
  [
    'simulated network',
    () =>
      new SimulatedNetwork({
        hosts: [
          { address: '127.0.0.1', latency: 2 },
          { address: '127.0.0.2', silent: true },
        ],
        names: { 'two.example': ['127.0.0.1'] },
      }),
    'two.example',
  ],
  ['addon', () => 'addon', 'localhost'],
];

for (const [what, make, host] of drivers) {
  const on = (title: string, run: (driver: IcmpDriver | 'addon') => Promise<void>): void => {
    const isPending = what === 'addon' && pendingWithoutSocket !== '';
    test.skipIf(isPending)(`${what}: ${title}`, () => run(make()));
  };

  on('probes of addresses, names and what is tried again', async (driver) => {
    const retry = { count: 2, delay: 3 };
    expectOwn(await heard(forEach(() => probe('127.0.0.1', { driver }))));
    expectOwn(await heard(forEach(() => probe(host, { driver, family: 4 }))));
    expectOwn(await heard(forEach(() => probe('nobody.invalid', { driver, retry: 1 }))));
    if (driver !== 'addon') expectOwn(await heard(forEach(() => probe('127.0.0.2', { driver, timeout: 5, retry }))));
  });

  on('series, also when others change their interval', async (driver) => {
    const interval = new Subject<number>();
    const paused = new Subject<boolean>();
    const series = heard(
      forEach((name) => ping(name === 'a' ? host : '127.0.0.1', { driver, family: 4, interval, paused, count: 3 })),
    );
    contexts.run('somebody', () => interval.next(5));
    await sleep(2);
    contexts.run('somebody else', () => paused.next(true));
    contexts.run('somebody else', () => paused.next(false));
    expectOwn(await series);
  });

  on('sweeps that share a budget', async (driver) => {
    const rate = pacer(1000);
    const targets = [...Array.from({ length: 30 }, () => '127.0.0.1'), host, 'no host', '127.0.0.1'];
    expectOwn(await heard(forEach(() => sweep(targets, { driver, family: 4, rate, concurrent: 4 }))));
  });

  on('rounds whose list comes from elsewhere', async (driver) => {
    const lists = new Subject<readonly string[]>();
    const targets = new Subject<string>();
    const rounds = heard({
      ...forEach(() => lists.pipe(sweepEvery(5, { driver, family: 4, rounds: 3 }))),
      d: targets.pipe(probeEach({ driver, family: 4 })),
      e: targets.pipe(probeEach({ driver, family: 4, rate: 500 })),
    });
    contexts.run('somebody', () => {
      lists.next(['127.0.0.1', host]);
      for (const target of ['127.0.0.1', host, 'no host', '127.0.0.1']) targets.next(target);
    });
    await sleep(7);
    contexts.run('somebody else', () => lists.next(['127.0.0.1', '127.0.0.1', 'no host']));
    targets.complete();
    expectOwn(await rounds);
  });

  on('traces, searches and health', async (driver) => {
    const rate = pacer(500);
    expectOwn(await heard(forEach(() => traceroute('127.0.0.1', { driver, rate, maxTtl: 2 }))));
    expectOwn(await heard(forEach(() => pathMtu('127.0.0.1', { driver, max: 1000, timeout: 50 }))));
    const all: unknown[] = [];
    const both = ['a', 'b'].map((name) =>
      contexts.run(name, () => engineHealth(2, driver).subscribe(() => all.push([name, contexts.getStore()]))),
    );
    await expect.poll(() => all.length).toBeGreaterThan(3);
    for (const one of both) one.unsubscribe();
    for (const pair of all) expect((pair as unknown[])[0]).toBe((pair as unknown[])[1]);
  });
}

test('virtual time passes in nobody’s context', async () => {
  const scheduler = new VirtualTimeScheduler();
  const driver = new SimulatedNetwork({ hosts: [{ address: '127.0.0.1', latency: 2 }] }, scheduler);
  const all = heard(forEach(() => ping('127.0.0.1', { driver, scheduler, count: 3 })));
  contexts.run('somebody', () => scheduler.flush());
  expectOwn(await all);
});

test.skipIf(pendingWithoutSocket !== '')(
  'what a callback throws is reported in the context of its subscription',
  async () => {
    const driver = 'addon';
    expectOwn(await heard({ b: probe('127.0.0.1', { driver }) }));
    let store: string | undefined;
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    const reported = new Promise<void>((resolve) => {
      process.once('uncaughtException', () => {
        store = contexts.getStore();
        resolve();
      });
    });
    contexts.run('a', () =>
      probe('127.0.0.1', { driver }).subscribe(() => {
        throw new Error('boom');
      }),
    );
    await reported;
    for (const other of others) process.on('uncaughtException', other);
    expect(store).toBe('a');
  },
);

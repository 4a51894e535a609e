import fc from 'fast-check';
import { pacer, sweep, sweepEvery, traceroute, type Pacer } from 'rxicmp';
import type { IcmpDriver } from 'rxicmp/icmpapi';
import { SimulatedNetwork } from 'rxicmp/testing';
import {
  concat,
  concatMap,
  delay,
  from,
  interval,
  map,
  NEVER,
  of,
  switchMap,
  take,
  takeUntil,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { inVirtualTime, withMembers } from './virtual.ts';

const SECOND = 1000;
/** Virtual times are sums of doubles, and a slot that is a millionth of a millisecond ahead has come. */
const ROUNDING = 1e-5;

const host = (n: number) => `192.0.2.${n + 1}`;
const silent = (n: number) => host(2 * n + 1);
const list = (count: number) => Array.from({ length: count }, (_, n) => host(n));

/** Every second host answers. The others cause retries and silent hops. */
const network = (scheduler: SchedulerLike) =>
  new SimulatedNetwork(
    { hosts: list(100).map((address, n) => ({ address, latency: 5, silent: n % 2 === 1 })) },
    scheduler,
  );

const keepers = ['driver', 'timer'] as const;
const kept = (keeper: (typeof keepers)[number], driver: IcmpDriver) =>
  keeper === 'driver' ? driver : withMembers(driver, { features: new Set() });

/** The largest number of probes that left in any second, or in any window of so many milliseconds. */
function most(times: readonly number[], stretch = SECOND): number {
  const sorted = [...times].sort((a, b) => a - b);
  let first = 0;
  return Math.max(
    0,
    ...sorted.map((at, last) => {
      while (at - sorted[first]! >= stretch - ROUNDING) first++;
      return last - first + 1;
    }),
  );
}

const sends = (driver: SimulatedNetwork) => driver.log.filter(({ event }) => event === 'send');

interface Shared {
  readonly driver: IcmpDriver;
  readonly rate: Pacer;
}

/** Values that come one after the other, each so many milliseconds after the one before. */
const after = <T>(values: readonly (readonly [T, number])[]): Observable<T> =>
  concat(from(values).pipe(concatMap(([value, wait]) => of(value).pipe(delay(wait)))), NEVER);

const pass = fc
  .record({ count: fc.nat(100), retry: fc.nat(3), concurrent: fc.integer({ min: 1, max: 200 }) })
  .map(({ count, retry, concurrent }) => (shared: Shared): Observable<unknown> => {
    const options = { ...shared, concurrent, timeout: 20, retry };
    return sweep(list(count), options);
  });

const waits = fc.integer({ min: 1, max: 900 });
const rounds = fc
  .record({
    lists: fc.array(fc.tuple(fc.nat(100), waits), { minLength: 1, maxLength: 8 }),
    pauses: fc.array(waits, { maxLength: 8 }),
    interval: fc.integer({ min: 20, max: 2000 }),
    phase: fc.oneof(fc.constantFrom('spread' as const, 'aligned' as const), fc.nat(100)),
    retry: fc.nat(2),
  })
  .map(({ lists, pauses, interval, phase, retry }) => (shared: Shared): Observable<unknown> => {
    const paused = after(pauses.map((wait, n) => [n % 2 === 0, wait] as const));
    const source = after(lists.map(([count, wait], n) => [list(count), n === 0 ? 0 : wait] as const));
    return source.pipe(sweepEvery(interval, { ...shared, phase, paused, timeout: 20, retry }));
  });

const route = fc
  .record({ n: fc.nat(99), every: fc.integer({ min: 1, max: 500 }), probes: fc.integer({ min: 1, max: 3 }) })
  .map(({ n, every, probes }) => (shared: Shared): Observable<unknown> => {
    return traceroute(host(n), { ...shared, rounds: Infinity, interval: every, probes, timeout: 50 });
  });

const sharers = fc.array(fc.tuple(fc.oneof(pass, rounds, route), fc.nat(1500)), { minLength: 1, maxLength: 6 });

/** All start within the first seconds, and each is left after three. */
function start(streams: readonly (readonly [(shared: Shared) => Observable<unknown>, number])[], shared: Shared): void {
  for (const [stream, wait] of streams) {
    timer(wait)
      .pipe(switchMap(() => stream(shared).pipe(takeUntil(timer(3 * SECOND)))))
      .subscribe();
  }
}

describe.each(keepers)('a budget that passes, rounds and routes share, kept by the %s', (keeper) => {
  it('lets no more than its rate and one leave in any second', () => {
    fc.assert(
      fc.property(sharers, fc.integer({ min: 1, max: 1500 }), (streams, perSecond) => {
        inVirtualTime((scheduler) => {
          const driver = network(scheduler);
          start(streams, { driver: kept(keeper, driver), rate: pacer(perSecond) });
          scheduler.flush();
          const times = sends(driver).map(({ at }) => at);
          expect(most(times)).toBeLessThanOrEqual(perSecond + 1);
          expect(most(times, SECOND / 10)).toBeLessThanOrEqual(perSecond / 10 + 1);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('gives each sharer its part, and all of them together the whole', () => {
    const kinds = fc.array(fc.constantFrom('pass', 'rounds', 'route'), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(kinds, fc.integer({ min: 20, max: 200 }), (streams, perSecond) => {
        inVirtualTime((scheduler) => {
          const driver = network(scheduler);
          const shared = { driver: kept(keeper, driver), rate: pacer(perSecond), timeout: 20 };
          streams.forEach((kind, n) => {
            const target = silent(n);
            const targets = Array.from({ length: 3000 }, () => target);
            // Each of them alone could use the whole budget, all the time.
            const stream: Observable<unknown> =
              kind === 'pass'
                ? sweep(targets, shared)
                : kind === 'rounds'
                  ? of(targets).pipe(sweepEvery(SECOND, shared))
                  : traceroute(target, { ...shared, probes: 100 });
            stream.pipe(takeUntil(timer(10 * SECOND))).subscribe();
          });
          scheduler.flush();
          const sent = sends(driver);
          const part = (10 * perSecond) / streams.length;
          expect(sent.length).toBeGreaterThan(9.7 * perSecond);
          streams.forEach((_, n) => {
            const own = sent.filter(({ destination }) => destination === silent(n)).length;
            expect(own).toBeGreaterThan(0.9 * part - 2);
            expect(own).toBeLessThan(1.1 * part + 2);
          });
        });
      }),
      { numRuns: 40 },
    );
  });
});

describe('a budget that timers keep', () => {
  it('lets no more leave in any second when the event loop is blocked now and then', () => {
    const stall = fc.tuple(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 60 }));
    const stalls = fc.array(stall, { maxLength: 20 });
    fc.assert(
      fc.property(sharers, fc.integer({ min: 1, max: 1500 }), stalls, (streams, perSecond, blocked) => {
        inVirtualTime((scheduler) => {
          const simulated = network(scheduler);
          const times: number[] = [];
          // What a timer starts while the loop is blocked happens at the end of the block.
          const now = () => {
            const time = scheduler.now();
            return Math.max(time, ...blocked.filter(([at]) => at <= time).map(([at, length]) => at + length));
          };
          const driver = withMembers(kept('timer', simulated), {
            now,
            sendEcho2Ex: (handle, request, onCompletion) => {
              times.push(now());
              return simulated.sendEcho2Ex(handle, request, onCompletion);
            },
          });
          start(streams, { driver, rate: pacer(perSecond) });
          scheduler.flush();
          expect(most(times)).toBeLessThanOrEqual(perSecond + 1);
        });
      }),
      { numRuns: 100 },
    );
  });
});

describe('the slots of probes that were taken back', () => {
  it('are given to those that come after them', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      // A hundred lists a second: each takes back what the driver has ahead.
      const lists = interval(10).pipe(
        take(500),
        map(() => list(100)),
      );
      lists.pipe(sweepEvery(SECOND, { driver, rate: 100, rounds: 5 })).subscribe();
      scheduler.flush();
      expect(sends(driver)).toHaveLength(500);
      expect(most(sends(driver).map(({ at }) => at))).toBeLessThanOrEqual(101);
    });
  });
});

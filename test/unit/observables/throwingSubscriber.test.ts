import { pathMtu, ping, probe, retryProbe, sweep, sweepEvery, traceroute } from 'rxicmp';
import type { IcmpDriver } from 'rxicmp/icmpapi';
import { SimulatedNetwork } from 'rxicmp/testing';
import { config, of, Subject, Subscriber, takeUntil, type Observable, type SchedulerLike } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { inVirtualTime } from './virtual.ts';

/** A subscriber that RxJS does not wrap: what it throws comes back to its caller. */
class Throwing extends Subscriber<unknown> {
  readonly told: unknown[] = [];

  override next(value: unknown): void {
    this.told.push((value as { readonly status?: string }).status);
    throw new Error('raw');
  }
}

const host = '192.0.2.1';
const silent = '192.0.2.2';
const scenario = {
  hosts: [
    { address: host, latency: 2, routers: ['192.0.2.9'] },
    { address: silent, silent: true },
  ],
};
const thrown: string[] = [];

afterEach(() => {
  config.onUnhandledError = null;
  thrown.length = 0;
});

/** The notifications of a stream to a subscriber that throws, until the stream ends or is left. */
function toldBy(streamOf: (driver: IcmpDriver, scheduler: SchedulerLike) => Observable<unknown>): Throwing {
  const subscriber = new Throwing();
  config.onUnhandledError = (error: Error) => thrown.push(error.message);
  inVirtualTime((scheduler) => {
    const driver = new SimulatedNetwork(scenario, scheduler);
    streamOf(driver, scheduler).subscribe(subscriber);
    scheduler.schedule(() => subscriber.unsubscribe(), 1000);
    scheduler.flush();
    expect(driver.counters()).toMatchObject({ handles: 0, outstanding: 0 });
  });
  expect(subscriber.closed).toBe(true);
  return subscriber;
}

describe('a Subscriber that throws in next is told everything, and nothing is left behind', () => {
  it.each<[string, string[], (driver: IcmpDriver, scheduler: SchedulerLike) => Observable<unknown>]>([
    ['probe', ['success'], (driver) => probe(host, { driver })],
    ['ping', ['success', 'success', 'success'], (driver) => ping(host, { driver, interval: 10, count: 3 })],
    [
      'a series whose name is not found',
      ['not-resolved', 'not-resolved'],
      (driver) => ping('nowhere.example', { driver, interval: 10, count: 2 }),
    ],
    ['sweep', ['success', 'success'], (driver) => sweep([host, host], { driver })],
    [
      'a sweep with malformed targets',
      ['not-resolved', 'not-resolved', 'success'],
      (driver) => sweep(['', 'no host', host], { driver, rate: Infinity }),
    ],
    [
      'rounds that leave out beats',
      ['timed-out', 'skipped', 'timed-out'],
      (driver, scheduler) =>
        of([silent]).pipe(sweepEvery(10, { driver, timeout: 25, concurrent: 1, rounds: 3, scheduler })),
    ],
    [
      'rounds whose list changes',
      ['success', 'removed', 'success'],
      (driver, scheduler) => {
        const lists = new Subject<readonly string[]>();
        scheduler.schedule(() => lists.next([host]), 0);
        scheduler.schedule(() => lists.next([]), 5);
        scheduler.schedule(() => lists.next([host]), 10);
        const end = new Subject<void>();
        scheduler.schedule(() => end.next(), 130);
        return lists.pipe(takeUntil(end), sweepEvery(100, { driver, rounds: 2 }), takeUntil(end));
      },
    ],
    [
      'retryProbe',
      ['timed-out', 'timed-out', 'timed-out'],
      (driver) => probe(silent, { driver, timeout: 5 }).pipe(retryProbe({ count: 2, emit: 'every' })),
    ],
  ])('%s', (_name, expected, streamOf) => {
    expect(toldBy(streamOf).told).toEqual(expected);
    expect(thrown).toEqual(expected.map(() => 'raw'));
  });

  // These end in operators of RxJS, which end a stream whose subscriber throws.
  it.each<[string, (driver: IcmpDriver) => Observable<unknown>]>([
    ['a probe of a name', (driver) => probe('nowhere.example', { driver })],
    ['traceroute', (driver) => traceroute(host, { driver, rounds: Infinity })],
    ['pathMtu', (driver) => pathMtu(host, { driver })],
  ])('but %s, which ends with the first value', (_name, streamOf) => {
    expect(toldBy(streamOf).told).toHaveLength(1);
  });
});

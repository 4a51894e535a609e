import { setTimeout as sleep } from 'node:timers/promises';
import { ping, sweep, sweepEvery, type EchoReply } from 'rxicmp';
import { SimulatedNetwork } from 'rxicmp/testing';
import { BehaviorSubject, config, from, of, take, type Observable } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { inVirtualTime, watch } from './virtual.ts';

const host = (n: number) => `192.0.2.${n}`;
const scenario = { hosts: [1, 2, 3].map((n) => ({ address: host(n), latency: 2 })) };

const told: unknown[] = [];

afterEach(() => {
  config.onStoppedNotification = null;
  told.length = 0;
});

describe('what closing an iterator throws is thrown by no unsubscribe, as with from() of RxJS', () => {
  const boom = new Error('return');
  const next = () => ({ done: false, value: host(1) });
  it.each<[string, Iterable<string> | AsyncIterable<string>]>([
    [
      'an iterator',
      {
        [Symbol.iterator]: () => ({
          next,
          return: () => {
            throw boom;
          },
        }),
      },
    ],
    [
      'an asynchronous iterator that throws in the call',
      {
        [Symbol.asyncIterator]: () => ({
          next: () => Promise.resolve(next()),
          return: () => {
            throw boom;
          },
        }),
      },
    ],
    [
      'an asynchronous iterator that rejects',
      { [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve(next()), return: () => Promise.reject(boom) }) },
    ],
  ])('%s', async (_name, targets) => {
    config.onStoppedNotification = (notification) => told.push(notification);
    const driver = new SimulatedNetwork(scenario);
    const subscription = sweep(targets, { driver, concurrent: 2 }).subscribe();
    subscription.unsubscribe();
    expect(driver.counters()).toMatchObject({ handles: 0, outstanding: 0 });
    // RxJS reports it in a timer.
    await sleep(5);
    expect(told).toEqual([{ kind: 'E', value: undefined, error: boom }]);
  });
});

describe('a source that emits without end in the call is left when the stream ends', () => {
  const endless = <T>(value: T): Observable<T> =>
    from(
      (function* () {
        for (;;) yield value;
      })(),
    );
  it.each<[string, (driver: SimulatedNetwork) => Observable<EchoReply>]>([
    ['lists', (driver) => endless(['']).pipe(sweepEvery(10, { driver, phase: 'aligned' }))],
    ['periods', (driver) => of(['']).pipe(sweepEvery(endless(NaN), { driver }))],
    ['intervals', (driver) => ping(host(1), { driver, interval: endless(NaN) })],
    ['pauses', (driver) => ping(host(1), { driver, paused: endless('no' as never) })],
  ])('%s', (_name, streamOf) => {
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork(scenario, scheduler);
      const { lines } = watch(streamOf(driver).pipe(take(1)), scheduler);
      expect(lines).toHaveLength(_name === 'lists' ? 2 : 1);
      expect(driver.counters()).toMatchObject({ handles: 0, outstanding: 0 });
    });
  });
});

describe('a list', () => {
  it('is not read to its end when its iterator ends the stream', () => {
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork(scenario, scheduler);
      function* targets() {
        yield host(1);
        subscription.unsubscribe();
        for (;;) yield host(2);
      }
      const lists = new BehaviorSubject<Iterable<string>>([]);
      const subscription = lists.pipe(sweepEvery(10, { driver })).subscribe();
      lists.next(targets());
      scheduler.flush();
      expect(driver.log).toEqual([]);
    });
  });

  it('yields to one that its iterator makes the source emit', () => {
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork(scenario, scheduler);
      function* targets() {
        yield host(1);
        lists.next([host(3)]);
        for (;;) yield host(2);
      }
      const lists = new BehaviorSubject<Iterable<string>>([]);
      const { replies } = watch(lists.pipe(sweepEvery(10, { driver, rounds: 2 })), scheduler);
      lists.next(targets());
      scheduler.flush();
      expect(replies.map(({ target, sequence }) => `${target} ${sequence}`)).toEqual([`${host(3)} 0`, `${host(3)} 1`]);
    });
  });
});

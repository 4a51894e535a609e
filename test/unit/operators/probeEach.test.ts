import { probe, probeEach, type EchoOutcome, type Target } from 'rxicmp';
import { SimulatedNetwork } from 'rxicmp/testing';
import { config, from, map, mergeMap, Subject, take, type SchedulerLike } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { inVirtualTime } from '../observables/virtual.ts';

/** Targets by their letters in a marble, and the letters of their outcomes. */
const targets: Record<string, Target> = {
  a: '192.0.2.3',
  b: { target: '192.0.2.5', tag: 'b' },
  c: '192.0.2.7',
  t: '192.0.2.99',
  x: 'no host',
};
const outcomes: Record<string, string> = {
  A: '192.0.2.3 success',
  B: '192.0.2.5 success',
  C: '192.0.2.7 success',
  T: '192.0.2.99 timed-out',
  X: 'no host not-resolved',
};
const failed = new Error('source');

/** 192.0.2.n answers after n ms. */
function network(scheduler: SchedulerLike): SimulatedNetwork {
  const hosts = [3, 5, 7].map((n) => ({ address: `192.0.2.${n}`, latency: n }));
  return new SimulatedNetwork({ hosts }, scheduler);
}

const named = map(({ target, status }: EchoOutcome<unknown>) => `${target} ${status}`);

describe('probeEach', () => {
  it.each([
    ['never', '-', '-', '^'],
    ['empty', '|', '|', '(^!)'],
    ['one', 'a|', '---(A|)', '^!'],
    ['one in a source that goes on', 'a', '---A', '^'],
    ['many', 'cba--|', '-----AB(C|)', '^----!'],
    ['a time-out', 'ta|', '----A----(T|)', '^-!'],
    ['what is malformed', 'xa|', 'X---(A|)', '^-!'],
    ['an error, which ends the probes under way', 'ab--#', '---A#', '^---!'],
  ])('emits outcomes as they come: %s', (_name, marbles, expected, subscription) => {
    inVirtualTime((scheduler, { cold, expectObservable, expectSubscriptions }) => {
      const driver = network(scheduler);
      const source = cold(marbles, targets, failed);
      const probed = source.pipe(probeEach({ driver, rate: Infinity, timeout: 9 }), named);
      expectObservable(probed, marbles === '-' ? '^ 99ms !' : undefined).toBe(expected, outcomes, failed);
      expectSubscriptions(source.subscriptions).toBe(marbles === '-' ? '^ 99ms !' : subscription);
      scheduler.flush();
      expect(driver.counters().outstanding).toBe(0);
    });
  });

  it('does what its documentation shows', () => {
    inVirtualTime((scheduler, { cold, expectObservable }) => {
      const letters = { a: '10.0.0.1', b: '10.0.0.2', c: '10.0.0.3' };
      const hosts = Object.values(letters).map((address, i) => ({ address, latency: [4, 7, 4][i]! }));
      const driver = new SimulatedNetwork({ hosts }, scheduler);
      const probed = cold('a-b----c|', letters).pipe(
        probeEach({ driver }),
        map(({ target }) => target),
      );
      expectObservable(probed).toBe('----a----b-(c|)', letters);
    });
  });

  it('leaves source and driver with its subscriber', () => {
    inVirtualTime((scheduler, { cold, expectObservable, expectSubscriptions }) => {
      const driver = network(scheduler);
      const source = cold('ab-----c---', targets);
      expectObservable(source.pipe(probeEach({ driver }), named), '^---!').toBe('---A', outcomes);
      expectSubscriptions(source.subscriptions).toBe('^---!');
      scheduler.flush();
      expect(driver.counters()).toMatchObject({ handles: 0, outstanding: 0, sent: 2 });
    });
  });

  it('can be left from within next', () => {
    inVirtualTime((scheduler, { cold, expectObservable, expectSubscriptions }) => {
      const driver = network(scheduler);
      const source = cold('aab----c---', targets);
      expectObservable(source.pipe(probeEach({ driver }), named, take(2))).toBe('---A(A|)', outcomes);
      expectSubscriptions(source.subscriptions).toBe('^---!');
      scheduler.flush();
      expect(driver.counters()).toMatchObject({ handles: 0, outstanding: 0 });
    });
  });

  it('keeps what comes too early for its window and its rate', () => {
    inVirtualTime((scheduler, { cold, expectObservable }) => {
      const driver = network(scheduler);
      const source = cold('(abc|)', targets);
      expectObservable(source.pipe(probeEach({ driver, rate: Infinity, concurrent: 1 }), named)).toBe(
        '---A----B------(C|)',
        outcomes,
      );
      expectObservable(source.pipe(probeEach({ driver, rate: 500 }), named)).toBe('---A---B---(C|)', outcomes);
    });
  });

  it('gives what probe in mergeMap gives, with fewer handles', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const list = [targets.a!, targets.b!, targets.t!, targets.c!];
      const each: EchoOutcome<unknown>[] = [];
      const merged: EchoOutcome<unknown>[] = [];
      from(list)
        .pipe(probeEach({ driver, rate: Infinity, timeout: 6 }))
        .subscribe((reply) => each.push(reply));
      scheduler.flush();
      expect(driver.log.filter(({ event }) => event === 'open')).toHaveLength(1);
      const again = network(scheduler);
      const start = scheduler.now();
      from(list)
        .pipe(mergeMap((target) => probe(target, { driver: again, timeout: 6 })))
        .subscribe((reply) => merged.push({ ...reply, sentAt: reply.sentAt - start }));
      scheduler.flush();
      expect(each).toEqual(merged);
      expect(each[1]!.tag).toBe('b');
    });
  });

  it('tells of options that can never work before it subscribes to the source', () => {
    inVirtualTime((scheduler, { cold, expectSubscriptions }) => {
      const source = cold('a|', targets);
      const errors: unknown[] = [];
      const error = (reason: unknown) => errors.push(reason);
      source.pipe(probeEach({ driver: network(scheduler), concurrent: 0 })).subscribe({ error });
      source.pipe(probeEach({ driver: network(scheduler), rates: 5 } as never)).subscribe({ error });
      expect(errors).toMatchObject([
        { argument: 'concurrent', value: 0, expected: 'an integer of at least 1, or Infinity' },
        { argument: 'rates', fix: 'did you mean rate?' },
      ]);
      expectSubscriptions(source.subscriptions).toBe([]);
    });
  });

  it('may be fed from within next', () => {
    inVirtualTime((scheduler) => {
      const source = new Subject<Target>();
      const seen: number[] = [];
      source.pipe(probeEach({ driver: network(scheduler) })).subscribe({
        next: () => {
          seen.push(scheduler.now());
          if (seen.length < 4) source.next(targets.a!);
          else source.complete();
        },
        complete: () => seen.push(-1),
      });
      source.next(targets.x!);
      scheduler.flush();
      expect(seen).toEqual([0, 3, 6, 9, -1]);
    });
  });
});

describe('a consumer that throws', () => {
  const { onUnhandledError } = config;
  afterEach(() => {
    config.onUnhandledError = onUnhandledError;
  });

  it('does not disturb the others', () => {
    config.onUnhandledError = vi.fn();
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      from([targets.a!, targets.b!])
        .pipe(probeEach({ driver }))
        .subscribe(() => {
          throw new Error('consumer');
        });
      scheduler.flush();
      expect(config.onUnhandledError).toHaveBeenCalledTimes(2);
      expect(driver.counters()).toMatchObject({ handles: 0, outstanding: 0 });
    });
  });
});

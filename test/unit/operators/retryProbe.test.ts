import fc from 'fast-check';
import { probe, retryProbe, type EchoOutcome, type EchoReply, type RetryPolicy } from 'rxicmp';
import { SimulatedNetwork } from 'rxicmp/testing';
import {
  concat,
  config,
  defer,
  finalize,
  firstValueFrom,
  from,
  map,
  NEVER,
  Observable,
  of,
  Subject,
  take,
  tap,
  timer,
} from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { inVirtualTime, watch } from '../observables/virtual.ts';
import { itIsAnOperator } from './operatorContract.ts';

const value = (status: string, attempt = 1) =>
  ({ target: 'host.example', sequence: 0, status, attempt, missed: 0 }) as EchoOutcome;
/** Small letters come from the source, and f1 is f as the first attempt emits it. */
const replies = {
  s: value('success'),
  f: value('timed-out'),
  l: value('late') as never as EchoOutcome,
  S: value('success', 2),
  F: value('timed-out', 2),
  T: value('success', 3),
  G: value('timed-out', 3),
};
const failed = new Error('source');

describe('retryProbe', () => {
  itIsAnOperator(retryProbe<EchoOutcome>(2), [replies.s, replies.l, replies.s]);

  it.each([
    ['never', 2, ['-'], '-', ['^']],
    ['empty', 2, ['|'], '|', ['(^!)']],
    ['one', 2, ['--(s|)'], '--(s|)', ['^-!']],
    ['many', 2, ['-s-s-l-(s|)'], '-s-s-l-(s|)', ['^------!']],
    ['an error', 2, ['-s-#'], '-s-#', ['^--!']],
    ['no retries', 0, ['--(f|)'], '--(f|)', ['^-!']],
    ['what is no outcome is no failure', 1, ['-l--(s|)'], '-l--(s|)', ['^---!']],
    ['a failure, as documented', 2, ['--(f|)', '--(s|)'], '----(S|)', ['^-!', '--^-!']],
    ['a failure', 2, ['--(f|)', '---(s|)'], '-----(S|)', ['^-!', '--^--!']],
    ['failures to the last', 2, ['--(f|)', '--(f|)', '--(f|)'], '------(G|)', ['^-!', '--^-!', '----^-!']],
    ['a failure in a source that goes on', 1, ['-s--f--s--s', '--s|'], '-s----S|', ['^---!', '----^--!']],
    ['no retries left in a source that goes on', 1, ['-f', '-f-f-s|'], '--F-F-S|', ['^!', '-^-----!']],
    ['an error in another attempt', 2, ['-f', '-#'], '--#', ['^!', '-^!']],
    ['nothing in another attempt', 2, ['-f', '---|'], '----|', ['^!', '-^--!']],
  ])('mirrors the source but for failures that are tried again after: %s', (_name, count, marbles, expected, subs) => {
    inVirtualTime((_scheduler, { cold, expectObservable, expectSubscriptions }) => {
      const attempts = marbles.map((marble) => cold(marble, replies, failed));
      let attempt = 0;
      const source = defer(() => attempts[attempt++]!);
      expectObservable(source.pipe(retryProbe(count))).toBe(expected, replies, failed);
      attempts.forEach((each, i) => expectSubscriptions(each.subscriptions).toBe(subs[i]!));
    });
  });

  it('leaves with its subscriber, during an attempt and between two', () => {
    inVirtualTime((scheduler, { cold, expectObservable, expectSubscriptions }) => {
      const during = cold('---f', replies);
      expectObservable(during.pipe(retryProbe(9)), '^-------!').toBe('-', replies);
      const between = cold('---f', replies);
      expectObservable(between.pipe(retryProbe({ count: 9, delay: 100 })), '^-------!').toBe('-', replies);
      expectSubscriptions(during.subscriptions).toBe(['^--!', '---^--!', '------^-!']);
      expectSubscriptions(between.subscriptions).toBe('^--!');
      scheduler.flush();
      // No timer is left.
      expect(scheduler.now()).toBe(8);
    });
  });

  it('emits every outcome when it shall', () => {
    inVirtualTime((_scheduler, { cold, expectObservable }) => {
      const attempts = ['--(f|)', '--(f|)', '--(s|)'].map((marble) => cold(marble, replies));
      let attempt = 0;
      const policy: RetryPolicy = { count: 5, emit: 'every' };
      const retried = defer(() => attempts[attempt++]!).pipe(retryProbe(policy));
      expectObservable(retried).toBe('--f-F-(T|)', replies);
    });
  });

  it('can be left from within next, and does not try again then', () => {
    inVirtualTime((_scheduler, { cold, expectObservable, expectSubscriptions }) => {
      const source = cold('--(f|)', replies);
      expectObservable(source.pipe(retryProbe({ count: 5, emit: 'every' }), take(1))).toBe('--(f|)', replies);
      expectSubscriptions(source.subscriptions).toBe('^-!');
    });
  });

  it.each<[string, RetryPolicy, readonly number[]]>([
    ['a delay', { count: 4, delay: 100 }, [100, 100, 100, 100]],
    ['a factor', { count: 4, delay: 100, factor: 2 }, [100, 200, 400, 800]],
    ['a longest delay', { count: 4, delay: 100, factor: 3, maxDelay: 500 }, [100, 300, 500, 500]],
    ['a factor that shrinks', { count: 2, delay: 100, factor: 0.5 }, [100, 50]],
    ['a function', { count: 3, delay: (_reply, attempt) => attempt * attempt }, [1, 4, 9]],
    ['no delay and a factor', { count: 2000, factor: 10 }, Array<number>(2000).fill(0)],
  ])('waits between attempts: %s', (_name, policy, expected) => {
    inVirtualTime((scheduler) => {
      const started: number[] = [];
      const source = defer(() => {
        started.push(scheduler.now());
        return timer(7).pipe(map(() => replies.f));
      });
      const { lines, replies: seen } = watch(source.pipe(retryProbe(policy)), scheduler);
      scheduler.flush();
      expect(started.slice(1).map((at, i) => at - started[i]! - 7)).toEqual(expected);
      expect(lines).toHaveLength(2);
      expect(seen[0]).toMatchObject({ status: 'timed-out', attempt: expected.length + 1 });
    });
  });

  it.each([
    ['its first value', '--a-a|', '----(S|)', '--^-!'],
    ['a value at once', '(aa|)', '--(S|)', '--(^!)'],
    ['no value, later', '---|', '-----(f|)', '--^--!'],
    ['no value, at once', '|', '--(f|)', '--(^!)'],
    ['an error', '---#', '-----#', '--^--!'],
    ['nothing', '-', '--', '--^'],
  ])('waits for a stream, as `retry` does: %s', (_name, notifier, expected, waiting) => {
    inVirtualTime((_scheduler, { cold, expectObservable, expectSubscriptions }) => {
      const attempts = [cold('--f--s', replies), cold('(s|)', replies)];
      const wait = cold(notifier, {}, failed);
      let attempt = 0;
      const asked: unknown[] = [];
      const delay = (...all: unknown[]): Observable<unknown> => {
        asked.push(all);
        return wait;
      };
      // An option that changes numbers does not change streams.
      const policy = { count: 1, delay, factor: 2, maxDelay: 1, randomize: 1 };
      const retried = defer(() => attempts[attempt++]!).pipe(
        retryProbe(policy),
        finalize(() => expect(asked).toEqual([[replies.f, 1]])),
      );
      expectObservable(retried).toBe(expected, replies, failed);
      expectSubscriptions(attempts[0]!.subscriptions).toBe('^-!');
      expectSubscriptions(wait.subscriptions).toBe(waiting);
    });
  });

  it('ends with the stream that it waits for, and emits an outcome once', () => {
    inVirtualTime((_scheduler, { cold, expectObservable, expectSubscriptions }) => {
      const policy: RetryPolicy = { count: 5, emit: 'every', delay: () => cold('--|') };
      expectObservable(cold('--f', replies).pipe(retryProbe(policy))).toBe('--f-|', replies);
      const left = cold('---a');
      expectObservable(cold('--f', replies).pipe(retryProbe({ count: 5, delay: () => left })), '^---!').toBe('-');
      expectSubscriptions(left.subscriptions).toBe('--^-!');
    });
  });

  it('waits for a promise, and starts attempts one after the other however many streams emit at once', async () => {
    let last: EchoReply | undefined;
    of(replies.f)
      .pipe(retryProbe({ count: 100_000, delay: () => of(0) }))
      .subscribe((reply) => (last = reply));
    expect(last).toEqual({ ...replies.f, attempt: 100_001 });
    const promised = of(replies.f).pipe(retryProbe({ count: 1, delay: () => Promise.resolve() }));
    expect(await firstValueFrom(promised)).toEqual({ ...replies.f, attempt: 2 });
  });

  it('spreads the delay below its full length', () => {
    const random = vi.spyOn(Math, 'random');
    try {
      inVirtualTime((scheduler) => {
        random.mockReturnValueOnce(0).mockReturnValueOnce(0.5).mockReturnValueOnce(0.999);
        const started: number[] = [];
        const source = defer(() => of(started.push(scheduler.now())).pipe(map(() => replies.f)));
        watch(source.pipe(retryProbe({ count: 3, delay: 1000, randomize: 0.4 })), scheduler);
        scheduler.flush();
        const delays = started.slice(1).map((at, i) => at - started[i]!);
        expect(delays.map((delay) => Number(delay.toFixed(3)))).toEqual([1000, 800, 600.4]);
      });
    } finally {
      random.mockRestore();
    }
  });

  it('asks the policy with the outcome as it would be emitted', () => {
    inVirtualTime((scheduler) => {
      const asked: unknown[] = [];
      const policy: RetryPolicy = {
        count: 5,
        delay: (reply, attempt) => (asked.push(['delay', attempt, reply]), 1),
        when: (reply) => (asked.push(['when', reply]), reply.attempt < 2),
      };
      watch(of(replies.f, replies.l).pipe(retryProbe(policy)), scheduler);
      scheduler.flush();
      expect(asked).toEqual([
        ['when', replies.f],
        ['delay', 1, replies.f],
        ['when', replies.F],
      ]);
    });
  });

  it('tries again after successes too when it shall', () => {
    inVirtualTime((scheduler) => {
      const { lines } = watch(of(replies.s).pipe(retryProbe({ count: 2, delay: 5, when: () => true })), scheduler);
      scheduler.flush();
      expect(lines).toEqual(['10 0 success', '10 complete']);
    });
  });

  it('counts on across itself', () => {
    inVirtualTime((scheduler) => {
      const seen: EchoReply[] = [];
      of(replies.f)
        .pipe(retryProbe(2), retryProbe(1))
        .subscribe((reply) => seen.push(reply));
      scheduler.flush();
      expect(seen).toEqual([{ ...replies.f, attempt: 6 }]);
    });
  });

  it('leaves a source that goes on at once, even one that emits without end', () => {
    function* endless() {
      for (;;) yield replies.f;
    }
    let attempts = 0;
    const source = defer(() => (attempts++, from(endless())));
    const seen: EchoReply[] = [];
    source.pipe(retryProbe(3), take(1)).subscribe((reply) => seen.push(reply));
    expect(seen).toEqual([{ ...replies.f, attempt: 4 }]);
    expect(attempts).toBe(4);
  });

  it('does not pile up calls', () => {
    let last: EchoReply | undefined;
    of(replies.f)
      .pipe(retryProbe(100_000))
      .subscribe((reply) => (last = reply));
    expect(last).toEqual({ ...replies.f, attempt: 100_001 });
  });

  it('ends an attempt before the next one begins', () => {
    const events: string[] = [];
    let attempt = 0;
    const source = new Observable<EchoReply>((subscriber) => {
      const name = ++attempt;
      events.push(`${name} begins`);
      // The answer comes at once and later, by turns.
      if (name % 2 === 1) subscriber.next(replies.f);
      else void Promise.resolve().then(() => subscriber.next(replies.f));
      return () => events.push(`${name} ends`);
    });
    return new Promise<void>((resolve) => {
      source.pipe(retryProbe(3)).subscribe(() => {
        expect(events).toEqual(['1 begins', '1 ends', '2 begins', '2 ends', '3 begins', '3 ends', '4 begins']);
        resolve();
      });
    });
  });

  it('never tries more often than it may, and emits one outcome', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }),
        fc.nat(8),
        fc.nat(20),
        fc.boolean(),
        (successes, count, delay, every) => {
          inVirtualTime((scheduler) => {
            let attempts = 0;
            const source = defer(() => of(successes[attempts++ % successes.length] ? replies.s : replies.f));
            const policy: RetryPolicy = { count, delay, emit: every ? 'every' : 'last' };
            const { replies: seen, lines } = watch(source.pipe(retryProbe(policy)), scheduler);
            scheduler.flush();
            const first = successes.indexOf(true);
            const expected = first >= 0 && first <= count ? first + 1 : count + 1;
            expect(attempts).toBe(expected);
            expect(lines.at(-1)).toMatch(/ complete$/);
            expect(seen.map(({ attempt }) => attempt)).toEqual(
              every ? Array.from({ length: expected }, (_, i) => i + 1) : [expected],
            );
          });
        },
      ),
    );
  });
});

describe('a policy that can never work', () => {
  const any = 'a number of retries: an integer of at least 0, or Infinity';
  const atLeast0 = 'a number of milliseconds of at least 0, at most 4294967294';
  it.each<[unknown, string, unknown, string, string?]>([
    [-1, 'retry', -1, any],
    [1.5, 'retry', 1.5, any],
    ['2', 'retry', '2', any],
    [null, 'retry', null, 'a number of retries, or an object with one'],
    [{}, 'count', undefined, any],
    [{ count: -1 }, 'count', -1, any],
    [{ count: 1, delay: -1 }, 'delay', -1, atLeast0],
    [{ count: 1, delay: NaN }, 'delay', NaN, atLeast0],
    [{ count: 1, delay: () => -1 }, 'delay', -1, atLeast0],
    [{ count: 1, delay: () => '5' }, 'delay', '5', 'a number of milliseconds, or something that RxJS can subscribe to'],
    [
      { count: 1, delay: () => undefined },
      'delay',
      undefined,
      'a number of milliseconds, or something that RxJS can subscribe to',
    ],
    [{ count: 1, factor: 0 }, 'factor', 0, 'a number above 0'],
    [{ count: 1, maxDelay: -1 }, 'maxDelay', -1, atLeast0],
    [{ count: 1, randomize: 1.1 }, 'randomize', 1.1, 'a number from 0 to 1'],
    [{ count: 1, randomize: -0.1 }, 'randomize', -0.1, 'a number from 0 to 1'],
    [{ count: 1, when: true }, 'when', true, 'a function that takes an outcome'],
    [{ count: 1, emit: 'all' }, 'emit', 'all', "'last' or 'every'"],
    [
      { count: 1, delays: 5 },
      'delays',
      5,
      'one of count, delay, factor, maxDelay, randomize, when, emit',
      'did you mean delay?',
    ],
  ])('%# is an error of the subscription', (policy, argument, given, expected, fix) => {
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork({ hosts: [] }, scheduler);
      const operator = watch(of(replies.f).pipe(retryProbe(policy as never)), scheduler);
      const option = watch(probe('192.0.2.1', { retry: policy as never, timeout: 5, driver }), scheduler);
      scheduler.flush();
      for (const { errors } of [operator, option]) {
        expect(errors).toMatchObject([
          { code: 'ERR_ICMP_ARGUMENT', argument, value: given, expected, fix: fix ?? (expect.any(String) as unknown) },
        ]);
      }
      expect(driver.counters()).toMatchObject({ handles: 0, outstanding: 0 });
    });
  });

  it.each(['when', 'delay'])('what %s throws is an error notification, and the source is left', (name) => {
    inVirtualTime((scheduler, { cold, expectObservable, expectSubscriptions }) => {
      const boom = () => {
        throw failed;
      };
      const source = cold('--f--s', replies);
      expectObservable(source.pipe(retryProbe({ count: 3, [name]: boom }))).toBe('--#', replies, failed);
      expectSubscriptions(source.subscriptions).toBe('^-!');
      scheduler.flush();
    });
  });
});

describe('probe with retry', () => {
  it('tries again on the network, each attempt with a handle of its own', () => {
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork({ hosts: [{ address: '192.0.2.1', latency: [300, 300, 20] }] }, scheduler);
      const { lines, replies: seen } = watch(probe('192.0.2.1', { driver, timeout: 100, retry: 2 }), scheduler);
      scheduler.flush();
      expect(lines).toEqual(['220 0 success', '220 complete']);
      expect(seen[0]).toMatchObject({ attempt: 3, rtt: 20 });
      expect(
        driver.log.filter(({ event }) => /open|close/.test(event)).map(({ at, event }) => `${at} ${event}`),
      ).toEqual(['0 open', '100 close', '100 open', '200 close', '200 open', '220 close']);
    });
  });

  it('looks a name up again', () => {
    inVirtualTime((scheduler) => {
      const names: Record<string, string[]> = {};
      const driver = new SimulatedNetwork({ hosts: [{ address: '192.0.2.1' }], names }, scheduler);
      const target = { target: 'host.example', retry: { count: 3, delay: 100 } };
      const { lines, replies: seen } = watch(probe(target, { driver, retry: 0 }), scheduler);
      scheduler.schedule(() => (names['host.example'] = ['192.0.2.1']), 150);
      scheduler.flush();
      expect(lines).toEqual(['201 0 success', '201 complete']);
      expect(seen[0]).toMatchObject({ attempt: 3, destination: '192.0.2.1' });
    });
  });

  it('has the values of every attempt in one shape', () => {
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork({ hosts: [] }, scheduler);
      const { replies: seen } = watch(
        probe('192.0.2.1', { driver, timeout: 100, retry: { count: 2, emit: 'every' } }),
        scheduler,
      );
      scheduler.flush();
      expect(seen.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
      expect(new Set(seen.map((reply) => Object.keys(reply).join(' ')))).toHaveLength(1);
    });
  });
});

describe('a consumer that throws', () => {
  const { onUnhandledError } = config;
  afterEach(() => {
    config.onUnhandledError = onUnhandledError;
  });

  it('does not disturb the attempts', () => {
    config.onUnhandledError = vi.fn();
    inVirtualTime((scheduler) => {
      const seen: number[] = [];
      const source = concat(timer(5).pipe(map(() => replies.f)), NEVER);
      source.pipe(retryProbe({ count: 2, emit: 'every' })).subscribe(({ attempt }) => {
        seen.push(attempt);
        throw new Error('consumer');
      });
      scheduler.flush();
      expect(seen).toEqual([1, 2, 3]);
      expect(config.onUnhandledError).toHaveBeenCalledTimes(3);
    });
  });

  it('leaves nothing behind when an operator behind it throws', () => {
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork({ hosts: [] }, scheduler);
      const retried = probe('192.0.2.1', { driver, timeout: 10 }).pipe(
        retryProbe({ count: 2, emit: 'every' }),
        tap(() => {
          throw new Error('further down');
        }),
      );
      expect(watch(retried, scheduler).lines).toEqual([]);
      scheduler.flush();
      expect(driver.counters()).toMatchObject({ handles: 0, outstanding: 0, sent: 1 });
    });
  });
});

it('leaves a hot source for no longer than it takes to subscribe again', () => {
  const source = new Subject<EchoOutcome>();
  const seen: string[] = [];
  source.pipe(retryProbe(1)).subscribe({
    next: ({ status, attempt }) => seen.push(`${status} ${attempt}`),
    error: (error) => seen.push(String(error)),
  });
  source.next(replies.f);
  source.next(replies.s);
  source.next(replies.f);
  source.error(failed);
  expect(seen).toEqual(['success 2', 'timed-out 2', 'Error: source']);
  expect(source.observed).toBe(false);
});

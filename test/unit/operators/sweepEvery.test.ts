import fc from 'fast-check';
import { sweepEvery, type EchoReply, type SweepEveryOptions, type Target } from 'rxicmp';
import type { IcmpDriver } from 'rxicmp/icmpapi';
import { SimulatedNetwork, type Scenario } from 'rxicmp/testing';
import {
  asyncScheduler,
  BehaviorSubject,
  concat,
  config,
  delay,
  EMPTY,
  map,
  NEVER,
  of,
  Subject,
  take,
  throwError,
  timer,
  type Observable,
  type ObservableInput,
  type SchedulerLike,
} from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { inVirtualTime, talkative, withMembers } from '../observables/virtual.ts';

const host = (n: number) => `192.0.2.${n}`;
const octet = (address: string) => address.split('.').at(-1)!;
/** 192.0.2.n answers after n ms. */
const hosts = Array.from({ length: 60 }, (_, n) => ({ address: host(n), latency: n }));
const nothingLeft = { handles: 0, outstanding: 0 };

function network(scheduler: SchedulerLike, more: Partial<Scenario> = {}): SimulatedNetwork {
  return new SimulatedNetwork({ hosts, names: { 'host.example': [host(20)] }, ...more }, scheduler);
}

/** The requests that left, as `time last octet`. */
function sends(driver: SimulatedNetwork): string[] {
  return driver.log
    .filter(({ event }) => event === 'send')
    .map(({ at, destination }) => `${Number(at.toFixed(6))} ${octet(destination!)}`);
}

/** What keeps the beat: the driver, a timer if the driver cannot, or a scheduler that the caller chose. */
const keepers = ['driver', 'timer', 'scheduler'] as const;

function kept(keeper: (typeof keepers)[number], driver: IcmpDriver, scheduler: SchedulerLike): SweepEveryOptions {
  if (keeper === 'driver') return { driver };
  if (keeper === 'scheduler') return { driver, scheduler };
  return { driver: withMembers(driver, { features: new Set() }) };
}

/** Everything that is emitted, each as `time last-octet sequence/round status`. */
function watch(
  lists: Observable<Iterable<Target>>,
  interval: number | ObservableInput<number>,
  options: SweepEveryOptions,
  scheduler: SchedulerLike,
) {
  const lines: string[] = [];
  const replies: EchoReply<unknown>[] = [];
  const at = () => Number(scheduler.now().toFixed(6));
  const subscription = lists.pipe(sweepEvery(interval, options)).subscribe({
    next: (reply) => {
      replies.push(reply);
      const { target, sequence, round, status, missed } = reply;
      lines.push(`${at()} ${octet(target)} ${sequence}/${round} ${status}${missed > 0 ? ` ${missed}` : ''}`);
    },
    error: (error: Error & { code?: string }) => lines.push(`${at()} ${error.code ?? error.message}`),
    complete: () => lines.push(`${at()} complete`),
  });
  return { lines, replies, subscription };
}

const failed = new Error('source');
const lists: Record<string, Target[]> = { a: [host(1)], b: [host(1), host(2)], e: [] };
const outcomes: Record<string, string> = { A: '1 0', B: '2 0', C: '1 1', D: '2 1', E: '1 2', F: '2 2' };
Object.assign(outcomes, { X: '2 1 removed', Y: '1 1 removed' });

describe.each(keepers)('sweepEvery, with the beat kept by the %s', (keeper) => {
  it.each<[string, string, string, string, string, SweepEveryOptions]>([
    ['never', '-', '^ 50ms !', '-', '^ 50ms !', {}],
    ['empty', '|', '^', '|', '(^!)', {}],
    ['an empty list', '(e|)', '^', '|', '(^!)', {}],
    ['an error', '#', '^', '#', '(^!)', {}],
    ['one list', 'a', '^', '-A 9ms C 9ms (E|)', '^--------------------!', { rounds: 3 }],
    ['one list and the end', 'a|', '^', '-A 9ms (C|)', '^!', { rounds: 2 }],
    ['targets spread over the interval', 'b', '^', '-A-----B---C-----(D|)', '^----------------!', { rounds: 2 }],
    ['targets that are aligned', 'b', '^', '-AB--------C(D|)', '^-----------!', { rounds: 2, phase: 'aligned' }],
    ['many lists', 'b-------------a', '^', '-A-----B---C--X------(E|)', '^--------------------!', { rounds: 3 }],
    ['no targets for a while', 'a--e-----a', '^', '-A-Y 7ms (A|)', '^----------!', { rounds: 2 }],
    ['an error behind a list', 'b---#', '^', '-A--#', '^---!', {}],
    ['a subscriber that leaves', 'b', '^---!', '-A', '^---!', {}],
  ])('sweeps the latest list on every beat: %s', (_name, marbles, leave, expected, subscription, options) => {
    inVirtualTime((scheduler, { cold, expectObservable, expectSubscriptions }) => {
      const driver = network(scheduler);
      const source = cold(marbles, lists, failed);
      const swept = source.pipe(
        sweepEvery(10, { ...kept(keeper, driver, scheduler), ...options }),
        map(({ target, sequence, status }) => `${octet(target)} ${sequence}${status === 'removed' ? ' removed' : ''}`),
      );
      expectObservable(swept, leave).toBe(expected, outcomes, failed);
      if (!marbles.includes('--e')) expectSubscriptions(source.subscriptions).toBe(subscription);
      scheduler.flush();
      expect(driver.counters()).toMatchObject(nothingLeft);
    });
  });

  it('does what its documentation shows', () => {
    inVirtualTime((scheduler, { cold, expectObservable }) => {
      const options = { ...kept(keeper, network(scheduler), scheduler), rounds: 3 };
      const swept = cold('l', { l: [host(1), host(2)] }).pipe(
        sweepEvery(8, options),
        map(({ target }) => octet(target)),
      );
      expectObservable(swept).toBe('-a----b--a----b--a----(b|)', { a: '1', b: '2' });
    });
  });

  it('keeps thousands of beats without drift', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const interval = 100.1;
      const targets = Array.from({ length: 8 }, (_, n) => host(n + 1));
      watch(of(targets), interval, { ...kept(keeper, driver, scheduler), rounds: 1000 }, scheduler);
      scheduler.flush();
      const sent = sends(driver).map((send) => Number(send.split(' ')[0]));
      expect(sent).toHaveLength(8000);
      expect(Math.max(...sent.map((at, n) => Math.abs(at - (n * interval) / 8)))).toBeLessThan(1e-4);
    });
  });

  it('gives a target that stays its beats and numbers, whatever comes and goes around it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 120 }), fc.uniqueArray(fc.integer({ min: 2, max: 20 }))), {
          maxLength: 12,
        }),
        (changes) => {
          inVirtualTime((scheduler) => {
            const driver = network(scheduler);
            const source = new BehaviorSubject<Iterable<Target>>([host(1)]);
            const options = { ...kept(keeper, driver, scheduler), rounds: 20 };
            const { replies, lines } = watch(source, 50, options, scheduler);
            let time = 0;
            for (const [after, others] of changes) {
              time += after;
              // It is never in the first place of the list.
              scheduler.schedule(() => source.next([...others.map(host), host(1)]), time);
            }
            scheduler.flush();
            const own = replies.filter(({ target }) => target === host(1));
            expect(own.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 20 }, (_, n) => n));
            expect(own.map(({ round }) => round)).toEqual(own.map(({ sequence }) => sequence));
            expect(own.map(({ sentAt }) => sentAt)).toEqual(own.map(({ sequence }) => 50 * sequence));
            expect(lines.at(-1)).toMatch(/ complete$/);
            expect(driver.counters()).toMatchObject(nothingLeft);
            const latest = new Map<string, number>();
            for (const { target, sequence, status } of replies) {
              const last = latest.get(target) ?? -1;
              if (status === 'removed') {
                expect(sequence).toBeGreaterThan(last);
                latest.delete(target);
              } else {
                // Each stay begins with 0.
                expect(sequence).toBe(last + 1);
                latest.set(target, sequence);
              }
            }
          });
        },
      ),
      { numRuns: 50 },
    );
  });

  it('cancels at once what has left the list', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const source = new BehaviorSubject([host(50), host(1)]);
      const options = { ...kept(keeper, driver, scheduler), rounds: 2 };
      const { lines } = watch(source, 100, options, scheduler);
      scheduler.schedule(() => source.next([host(1)]), 20);
      scheduler.schedule(() => expect(driver.counters().outstanding).toBeLessThanOrEqual(1), 21);
      scheduler.flush();
      expect(lines).toEqual(['20 50 1/1 removed', '51 1 0/0 success', '151 1 1/1 success', '151 complete']);
    });
  });

  it('takes new options of a target that stays, takes one with another tag for another, and any more than once', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const source = new BehaviorSubject<Iterable<Target>>([
        { target: host(1), tag: 'one' },
        { target: host(1), tag: 'two' },
      ]);
      const { replies } = watch(source, 10, { ...kept(keeper, driver, scheduler), rounds: 3 }, scheduler);
      const changed = { target: host(1), tag: 'two', timeout: 0.5 };
      scheduler.schedule(() => source.next([changed, { target: host(1), tag: 'new' }]), 8);
      scheduler.flush();
      const of = (tag: string) =>
        replies.filter((reply) => reply.tag === tag).map(({ sequence, status }) => `${sequence} ${status}`);
      expect(of('one')).toEqual(['0 success', '1 removed']);
      expect(of('two')).toEqual(['0 success', '1 timed-out', '2 timed-out']);
      expect(of('new')).toEqual(['0 success', '1 success']);
    });
  });

  it('knows the same target again when its tag is a new object with the same in it', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const list = (): Target[] => [{ target: host(1), tag: { site: 'a' } }];
      const source = new BehaviorSubject<Iterable<Target>>(list());
      const { lines } = watch(source, 10, { ...kept(keeper, driver, scheduler), rounds: 3 }, scheduler);
      for (const at of [3, 8, 15]) scheduler.schedule(() => source.next(list()), at);
      scheduler.flush();
      expect(lines).toEqual(['1 1 0/0 success', '11 1 1/1 success', '21 1 2/2 success', '21 complete']);
    });
  });

  it('tells of each target that leaves, also when it comes back at once', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const source = new BehaviorSubject<Iterable<Target>>([host(1), host(2), host(3)]);
      const lines: string[] = [];
      source
        .pipe(sweepEvery(10, { ...kept(keeper, driver, scheduler), rounds: 2, phase: 'aligned' }))
        .subscribe((reply) => {
          lines.push(`${scheduler.now()} ${octet(reply.target)} ${reply.sequence} ${reply.status}`);
          // Before anything is emitted of target 3.
          if (reply.status === 'removed' && octet(reply.target) === '2') source.next([host(1), host(3)]);
        });
      scheduler.schedule(() => source.next([host(1)]), 5);
      scheduler.flush();
      const removed = lines.filter((line) => line.endsWith('removed'));
      expect(removed).toEqual(['5 2 1 removed', '5 3 1 removed']);
      expect(lines.slice(lines.indexOf('5 3 1 removed')).filter((line) => line.includes(' 3 '))).toContain(
        `${lines.at(-1)!.split(' ')[0]} 3 0 success`,
      );
    });
  });

  it('spreads new targets among the old ones', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const targets: string[] = [];
      const source = new Subject<Iterable<Target>>();
      const { subscription } = watch(source, 1000, kept(keeper, driver, scheduler), scheduler);
      // One more every 1,500 ms.
      for (let n = 1; n <= 40; n++) {
        scheduler.schedule(() => source.next([...targets, host(n)]), 1500 * n);
        scheduler.schedule(() => targets.push(host(n)), 1500 * n);
      }
      scheduler.schedule(() => subscription.unsubscribe(), 65_000);
      scheduler.flush();
      const last = sends(driver)
        .map((send) => Number(send.split(' ')[0]))
        .filter((at) => at > 63_000 && at <= 64_000);
      expect(last).toHaveLength(40);
      const gaps = last.slice(1).map((at, i) => at - last[i]!);
      // 25 ms on the average.
      expect(Math.max(...gaps)).toBeLessThan(60);
      expect(Math.min(...gaps)).toBeGreaterThan(9);
    });
  });

  it('follows an interval that changes, and stays where it was in it', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const interval = new Subject<number>();
      const { subscription } = watch(of([host(1), host(2)]), interval, kept(keeper, driver, scheduler), scheduler);
      scheduler.schedule(() => interval.next(100), 10);
      // A quarter of the interval has passed since the beat of 110 ms.
      scheduler.schedule(() => interval.next(400), 135);
      scheduler.schedule(() => interval.next(10), 910);
      scheduler.schedule(() => subscription.unsubscribe(), 922);
      scheduler.flush();
      expect(sends(driver)).toEqual([
        '10 1',
        '60 2',
        '110 1',
        // Another quarter is 100 ms now.
        '235 2',
        '435 1',
        '635 2',
        '835 1',
        // Three sixteenths had passed.
        '913.125 2',
        '918.125 1',
      ]);
    });
  });

  it('does not beat while paused, and goes on along the grid without a gap in sequence and round', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const paused = new BehaviorSubject(true);
      const options = { ...kept(keeper, driver, scheduler), paused, rounds: 4 };
      const { lines } = watch(of([host(1), host(2)]), 100, options, scheduler);
      const states: [number, boolean][] = [
        [30, false],
        [140, true],
        [150, true],
        [555, false],
        [556, false],
        [640, true],
        [690, false],
      ];
      for (const [at, state] of states) scheduler.schedule(() => paused.next(state), at);
      scheduler.flush();
      expect(sends(driver)).toEqual(['30 1', '80 2', '130 1', '580 2', '630 1', '780 2', '830 1', '880 2']);
      expect(lines).toEqual([
        '31 1 0/0 success',
        '82 2 0/0 success',
        '131 1 1/1 success',
        '582 2 1/1 success',
        '631 1 2/2 success',
        '782 2 2/2 success',
        '831 1 3/3 success',
        '882 2 3/3 success',
        '882 complete',
      ]);
      expect(driver.counters()).toMatchObject(nothingLeft);
    });
  });

  it('waits while the list is empty', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const source = new BehaviorSubject<Iterable<Target>>([]);
      const { lines } = watch(source, 100, { ...kept(keeper, driver, scheduler), rounds: 3 }, scheduler);
      scheduler.schedule(() => source.next([host(1)]), 250);
      scheduler.schedule(() => source.next([]), 300);
      scheduler.schedule(() => source.next([host(2)]), 1000);
      scheduler.flush();
      expect(sends(driver)).toEqual(['250 1', '1050 2', '1150 2']);
      expect(lines.at(-1)).toBe('1152 complete');
      expect(lines.map((line) => line.split(' ')[2])).toEqual(['0/0', '1/1', '0/1', '1/2', undefined]);
    });
  });

  it('can have its inputs changed from within next', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const source = new BehaviorSubject<Iterable<Target>>([host(1)]);
      const interval = new BehaviorSubject(100);
      const paused = new Subject<boolean>();
      const options = { ...kept(keeper, driver, scheduler), paused, rounds: 5 };
      source.pipe(sweepEvery(interval, options)).subscribe(({ round, target }) => {
        if (round === 0 && target === host(1)) source.next([host(1), host(2)]);
        if (round === 1 && target === host(2)) interval.next(200);
        if (round === 2 && target === host(1)) paused.next(true);
        if (round === 2 && target === host(1)) scheduler.schedule(() => paused.next(false), 500);
        if (round === 3 && target === host(2)) source.next([host(2)]);
      });
      scheduler.flush();
      expect(driver.counters()).toMatchObject(nothingLeft);
      const targets = sends(driver).map((send) => send.split(' ')[1]);
      expect(targets.filter((each) => each === '2')).toHaveLength(5);
      expect(targets.filter((each) => each === '1')).toHaveLength(4);
    });
  });

  it.each([
    ['is malformed', 'no host', '0 '],
    ['has no address', 'nowhere.example', ''],
    ['is lost', host(59), '40 '],
    ['cannot be sent', `${host(1)}%lo`, ''],
  ])('can have a target leave from within next that %s', (_name, target, at) => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const list = new BehaviorSubject<Iterable<Target>>([target, host(5)]);
      const unhandled = vi.fn();
      config.onUnhandledError = unhandled;
      const lines: string[] = [];
      list.pipe(sweepEvery(100, { ...kept(keeper, driver, scheduler), timeout: 40, rounds: 2 })).subscribe({
        next: (reply) => {
          lines.push(`${scheduler.now()} ${octet(reply.target)} ${reply.status}`);
          if (reply.target === target) list.next([host(5)]);
        },
        complete: () => lines.push('complete'),
      });
      scheduler.flush();
      config.onUnhandledError = null;
      expect(unhandled).not.toHaveBeenCalled();
      const told = lines.filter((line) => line.includes(target) && !line.endsWith('removed'));
      expect(told.length).toBeLessThanOrEqual(1);
      expect(lines.find((line) => !line.includes(' 5 '))).toMatch(new RegExp(`^${at}`));
      expect(lines.filter((line) => line.includes(' 5 success'))).toHaveLength(2);
      expect(lines.at(-1)).toBe('complete');
      expect(driver.counters()).toMatchObject(nothingLeft);
    });
  });

  it('can be left from within next', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const source = new BehaviorSubject([host(1), host(2), host(3)]);
      const seen: EchoReply[] = [];
      source
        .pipe(sweepEvery(30, kept(keeper, driver, scheduler)), take(4))
        .subscribe((reply) => seen.push(reply as EchoReply));
      scheduler.flush();
      expect(seen.map(({ target }) => octet(target))).toEqual(['1', '2', '3', '1']);
      expect(driver.counters()).toMatchObject(nothingLeft);
      expect(scheduler.now()).toBe(31);
      expect(source.observed).toBe(false);
    });
  });

  it('emits late and duplicate replies within the late window, and completes after it', () => {
    inVirtualTime((scheduler) => {
      const slow = [
        { address: host(1), latency: [150, 10] },
        { address: host(2), latency: 10, copies: 2 },
      ];
      const driver = network(scheduler, { hosts: slow });
      const options = { ...kept(keeper, driver, scheduler), timeout: 100, lateWindow: 200, rounds: 2 };
      const { lines } = watch(of([host(1), host(2)]), 500, options, scheduler);
      const none = watch(
        of([host(2)]),
        500,
        { ...kept(keeper, talkative(network(scheduler, { hosts: slow })), scheduler), rounds: 1 },
        scheduler,
      );
      scheduler.flush();
      expect(lines).toEqual([
        '100 1 0/0 timed-out',
        '150 1 0/0 late',
        '260 2 0/0 success',
        '270 2 0/0 duplicate',
        '510 1 1/1 success',
        '760 2 1/1 success',
        '770 2 1/1 duplicate',
        '1050 complete',
      ]);
      expect(none.lines.slice(0, -1)).toEqual(['10 2 0/0 success']);
    });
  });

  it('tries again, of the same sequence and round', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler, { hosts: [{ address: host(1), latency: [30, 5] }] });
      const options = { ...kept(keeper, driver, scheduler), timeout: 20, lateWindow: 50, retry: 1, rounds: 2 };
      const { lines, replies } = watch(of([host(1), host(2)]), 100, options, scheduler);
      scheduler.flush();
      // The reply to the first attempt, after 30 ms, is not emitted, because the outcome of that attempt was not.
      expect(lines).toEqual([
        '25 1 0/0 success',
        '90 2 0/0 timed-out',
        '105 1 1/1 success',
        '190 2 1/1 timed-out',
        '240 complete',
      ]);
      expect(replies.map(({ attempt }) => attempt)).toEqual([2, 2, 1, 2]);
      const same = network(scheduler, { hosts: [{ address: host(1), latency: [30, 5] }] });
      const telling = { ...options, ...kept(keeper, same, scheduler), retry: { count: 1, emit: 'every' } } as const;
      const every = watch(of([host(1)]), 100, telling, scheduler);
      scheduler.flush();
      expect(every.lines.slice(0, 3)).toEqual(['260 1 0/0 timed-out', '265 1 0/0 success', '270 1 0/0 late']);
    });
  });

  it('resolves names on their first beat, and again until that succeeds', () => {
    inVirtualTime((scheduler) => {
      const names: Record<string, string[]> = { 'host.example': [host(20)] };
      const driver = network(scheduler, { names });
      const options = { ...kept(keeper, driver, scheduler), rounds: 4 };
      const { lines } = watch(of(['host.example', 'other.example', 'no host']), 90, options, scheduler);
      scheduler.schedule(() => (names['other.example'] = [host(5)]), 150);
      scheduler.flush();
      expect(lines).toEqual([
        '20 example 0/0 success',
        '30 example 0/0 not-resolved',
        '60 no host 0/0 not-resolved',
        '110 example 1/1 success',
        '120 example 1/1 not-resolved',
        '150 no host 1/1 not-resolved',
        '200 example 2/2 success',
        '215 example 2/2 success',
        '240 no host 2/2 not-resolved',
        '290 example 3/3 success',
        '305 example 3/3 success',
        '330 no host 3/3 not-resolved',
        '330 complete',
      ]);
      expect(driver.log.filter(({ event }) => event === 'lookup').map(({ destination }) => destination)).toEqual([
        'host.example',
        'other.example',
        'other.example',
        'other.example',
      ]);
    });
  });
});

/** A driver and timers as an event loop sees them that is blocked from one time to another: no callback runs. */
function blocked(driver: IcmpDriver, scheduler: SchedulerLike, from: number, to: number): IcmpDriver {
  const isBlocked = (at: number) => at > from && at < to;
  const schedule = asyncScheduler.schedule.bind(asyncScheduler);
  vi.spyOn(asyncScheduler, 'schedule').mockImplementation((work, delay = 0, state) => {
    const now = scheduler.now();
    return schedule(work, isBlocked(now + delay) ? to - now : delay, state as never);
  });
  const held: (() => void)[] = [];
  scheduler.schedule(() => held.splice(0).forEach((deliver) => deliver()), to);
  return withMembers(driver, {
    sendEcho2Ex: (handle, request, onCompletion) =>
      driver.sendEcho2Ex(handle, request, (completion) => {
        if (isBlocked(scheduler.now())) held.push(() => onCompletion(completion));
        else onCompletion(completion);
      }),
  });
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('beats that are left out', () => {
  it('are those of a round that outlasts the interval because of its rate', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const targets = [1, 2, 3, 4, 5].map(host);
      // Five probes take 250 ms at this rate.
      const options = { driver, rate: 20, rounds: 8 };
      const { replies, lines } = watch(of(targets), 100, options, scheduler);
      scheduler.flush();
      const sent = sends(driver).map((send) => Number(send.split(' ')[0]));
      const gaps = sent.slice(1).map((at, i) => at - sent[i]!);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(50 - 1e-6);
      for (const target of targets) {
        const own = replies.filter((reply) => reply.target === target);
        // Every number is emitted once, and in order.
        let next = 0;
        for (const { sequence, status, missed } of own) {
          expect(sequence).toBe(next);
          next += status === 'skipped' ? missed : 1;
        }
        expect(own.every(({ sequence, round }) => sequence === round)).toBe(true);
        expect(next).toBe(8);
        expect(own.filter(({ status }) => status === 'success').length).toBeGreaterThanOrEqual(3);
        // Nobody is sent two probes in a burst.
        const times = own.filter(({ status }) => status === 'success').map(({ sentAt }) => sentAt);
        expect(Math.min(...times.slice(1).map((at, i) => at - times[i]!))).toBeGreaterThan(100);
      }
      expect(lines.at(-1)).toMatch(/ complete$/);
    });
  });

  it('are those of a round that outlasts the interval because of its window', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const options = { driver, rate: Infinity, concurrent: 1, rounds: 4 };
      const { lines } = watch(of([host(50), host(40)]), 40, options, scheduler);
      scheduler.flush();
      expect(lines).toEqual([
        '50 50 0/0 success',
        '90 40 0/0 success',
        '90 50 1/1 skipped 1',
        '140 50 2/2 success',
        '140 40 1/1 skipped 1',
        '180 40 2/2 success',
        // The last round is late, but every target has it.
        '230 50 3/3 success',
        '270 40 3/3 success',
        '270 complete',
      ]);
    });
  });

  it('are those that a blocked event loop could not keep, but for what the driver had already', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const options = { driver: blocked(driver, scheduler, 220, 755), rate: Infinity, rounds: 10 };
      const { replies, lines } = watch(of([host(1), host(2)]), 100, options, scheduler);
      scheduler.flush();
      expect(sends(driver)).toEqual([
        ...['0 1', '50 2', '100 1', '150 2', '200 1', '250 2', '300 1'],
        // The beats of 350 to 700 ms are lost, and that of 750 ms is late.
        ...['755 2', '800 1', '850 2', '900 1', '950 2'],
      ]);
      expect(lines.filter((line) => line.includes('skipped'))).toEqual(['755 2 3/3 skipped 4', '755 1 4/4 skipped 4']);
      expect(replies.find(({ status }) => status === 'skipped')).toEqual({
        target: host(2),
        tag: null,
        destination: host(2),
        responder: null,
        sequence: 3,
        round: 3,
        attempt: 1,
        status: 'skipped',
        statusCode: null,
        errorCode: null,
        errorText: null,
        sentAt: 350,
        rtt: null,
        rttClock: null,
        lookupTime: null,
        icmp: null,
        replyTtl: null,
        size: null,
        truncated: false,
        altered: false,
        unproven: false,
        mtu: null,
        mplsLabels: null,
        missed: 4,
      });
      expect(new Set(replies.map((reply) => Object.keys(reply).join(' ')))).toHaveLength(1);
    });
  });

  it('are those of a machine that slept', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const sleepy: SchedulerLike = {
        now: () => scheduler.now() + (scheduler.now() < 150 ? 0 : 1000),
        schedule: (...args) => scheduler.schedule(...(args as Parameters<SchedulerLike['schedule']>)),
      };
      const options = { driver, scheduler: sleepy, rate: Infinity, rounds: 15 };
      const { lines } = watch(of([host(1)]), 100, options, scheduler);
      scheduler.flush();
      expect(lines.slice(1, 4)).toEqual(['101 1 1/1 success', '200 1 2/2 skipped 10', '201 1 12/12 success']);
      expect(lines.at(-1)).toBe('401 complete');
    });
  });

  it('are those that come while a name is looked up, and nobody else’s', () => {
    inVirtualTime((scheduler) => {
      const simulated = network(scheduler);
      const driver = withMembers(simulated, {
        lookup: (name, family, onResult) => {
          const action = scheduler.schedule(() => simulated.lookup(name, family, onResult), 230);
          return () => action.unsubscribe();
        },
      });
      const { lines } = watch(of(['host.example', host(1)]), 100, { driver, rounds: 4 }, scheduler);
      const hopeless = watch(of(['nowhere.example']), 100, { driver, rounds: 3 }, scheduler);
      scheduler.flush();
      expect(lines).toEqual([
        '51 1 0/0 success',
        '151 1 1/1 success',
        // Emitted as soon as it is known that beats were left out.
        '230 example 1/1 skipped 2',
        '250 example 0/0 success',
        '251 1 2/2 success',
        '320 example 3/3 success',
        '351 1 3/3 success',
        '351 complete',
      ]);
      // They are emitted although no beat follows.
      expect(hopeless.lines).toEqual(['230 example 0/0 not-resolved', '230 example 1/1 skipped 2', '230 complete']);
    });
  });
});

describe('the phase of repeated sweeps', () => {
  it.each<[SweepEveryOptions['phase'], string[]]>([
    ['spread', ['0 1', '25 2', '50 3', '75 4']],
    ['aligned', ['0 1', '0 2', '0 3', '0 4']],
    [30, ['30 1', '30 2', '30 3', '30 4']],
    [undefined, ['0 1', '25 2', '50 3', '75 4']],
  ])('is %j', (phase, expected) => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      watch(of([1, 2, 3, 4].map(host)), 100, { driver, phase, rate: Infinity, rounds: 2 }, scheduler);
      scheduler.flush();
      const next = expected.map((send) => `${Number(send.split(' ')[0]) + 100} ${send.split(' ')[1]}`);
      expect(sends(driver)).toEqual([...expected, ...next]);
    });
  });
});

describe('the places of many targets', () => {
  it.each<[targets: number, interval: number | Observable<number>, first: number[]]>([
    [1000, 1000, [0, 0, 0, 0, 4, 4, 4, 4, 8]],
    [500, 1000, [0, 0, 4, 4, 8, 8, 12]],
    [8000, 1000, [0, 0, 0, 0, 0.5, 0.5, 0.5, 0.5, 1]],
    [200, 200, [0, 0, 0, 0, 4, 4, 4, 4, 8]],
    // The gap is large enough.
    [400, 1000, [0, 2.5, 5, 7.5]],
    [1000, 10_000, [0, 10, 20]],
    // It would be much of the interval.
    [100, 100, [0, 1, 2, 3]],
    // Nobody knows the interval when the list comes.
    [200, timer(1).pipe(map(() => 200)), [1, 2, 3, 4]],
  ])('are shared by a few where they would be too near: %i', (count, interval, first) => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const list = Array.from({ length: count }, (_, i) => `10.0.${i >> 8}.${i & 255}`);
      const { subscription } = watch(of(list), interval, { driver }, scheduler);
      scheduler.schedule(() => subscription.unsubscribe(), 50);
      scheduler.flush();
      const times = sends(driver).map((send) => Number(send.split(' ')[0]));
      expect(times.slice(0, first.length)).toEqual(first);
    });
  });
});

describe('the inputs of repeated sweeps', () => {
  it('may be text', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      watch(of('192.0.2.4/30'), 100, { driver, rounds: 1 }, scheduler);
      scheduler.flush();
      expect(sends(driver)).toEqual(['0 4', '25 5', '50 6', '75 7']);
    });
  });

  it('end the sweeps with their errors, and the handles are closed', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const interval = new BehaviorSubject(100);
      const list = new BehaviorSubject<Iterable<Target>>([host(1)]);
      const options = { driver };
      const runs = [
        watch(list, interval, options, scheduler),
        watch(
          of([host(1)]),
          throwError(() => new Error('interval')),
          options,
          scheduler,
        ),
        watch(of([host(1)]), 100, { ...options, paused: throwError(() => new Error('paused')) }, scheduler),
        watch(of<unknown>(7) as never, 100, options, scheduler),
        watch(of('10.0.0.0/33'), 100, options, scheduler),
        watch(
          of<Iterable<Target>>({
            [Symbol.iterator]: () => {
              throw new Error('list');
            },
          }),
          100,
          options,
          scheduler,
        ),
      ];
      scheduler.schedule(() => interval.next(0.5), 150);
      scheduler.flush();
      expect(runs.map(({ lines }) => lines.at(-1))).toEqual([
        '150 ERR_ICMP_ARGUMENT',
        '0 interval',
        '0 paused',
        '0 ERR_ICMP_ARGUMENT',
        '0 ERR_ICMP_ARGUMENT',
        '0 list',
      ]);
      expect(driver.counters()).toMatchObject(nothingLeft);
      expect(list.observed).toBe(false);
    });
  });

  it('are left alone by one that has failed', () => {
    inVirtualTime((scheduler, { cold, expectSubscriptions }) => {
      const driver = network(scheduler);
      const failing = throwError(() => new Error('input'));
      const source = cold<string[]>('-');
      const interval = cold<number>('-');
      const { lines } = watch(source, failing, { driver }, scheduler);
      lines.push(...watch(source, interval, { driver, paused: failing }, scheduler).lines);
      expect(lines).toEqual(['0 input', '0 input']);
      expectSubscriptions(source.subscriptions).toBe([]);
      expectSubscriptions(interval.subscriptions).toBe([]);
    });
  });

  it('complete the sweeps when the list is emptied, however long the next slot is', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const { lines } = watch(
        concat(of([host(1), host(2)]), of([]).pipe(delay(50))),
        10,
        { driver, rate: 1 },
        scheduler,
      );
      scheduler.flush();
      expect(lines).toEqual(['1 1 0/0 success', '50 1 1/1 removed', '50 2 1/1 removed', '50 complete']);
    });
  });

  it('complete the sweeps when there will never be an interval', () => {
    inVirtualTime((scheduler) => {
      const { lines } = watch(NEVER, EMPTY, { driver: network(scheduler) }, scheduler);
      expect(lines).toEqual(['0 complete']);
    });
  });

  it.each<[unknown, object, string, unknown, string | null]>([
    [0, {}, 'interval', 0, null],
    [0.5, {}, 'interval', 0.5, 'did you mean 500 (ms)?'],
    ['100', {}, 'interval', '100', null],
    [null, {}, 'interval', null, null],
    [100, { rounds: 0 }, 'rounds', 0, null],
    [100, { rounds: 1.5 }, 'rounds', 1.5, null],
    [100, { round: 5 }, 'round', 5, 'did you mean rounds?'],
    [100, { phase: -1 }, 'phase', -1, null],
    [100, { lateWindow: -1 }, 'lateWindow', -1, null],
    [100, { keepAlive: 'no' }, 'keepAlive', 'no', null],
    [100, { paused: true }, 'paused', true, null],
    [100, { scheduler: {} }, 'scheduler', {}, null],
    [100, { rate: 0 }, 'rate', 0, 'pass Infinity for no limit.'],
    [100, { concurrent: 0 }, 'concurrent', 0, null],
    [100, { retry: -1 }, 'retry', -1, null],
    [100, null as never, 'options', null, null],
  ])(
    'that can never work are errors of the subscription: sweepEvery(%j, %j)',
    (interval, given, argument, value, fix) => {
      inVirtualTime((scheduler) => {
        const source = new Subject<string[]>();
        const errors: unknown[] = [];
        const options = given === null ? given : { driver: network(scheduler), ...given };
        source
          .pipe(sweepEvery(interval as number, options as never))
          .subscribe({ error: (error) => errors.push(error) });
        expect(errors).toMatchObject([
          { code: 'ERR_ICMP_ARGUMENT', argument, value, fix: fix ?? (expect.any(String) as unknown) },
        ]);
        expect(source.observed).toBe(false);
      });
    },
  );
});

describe('a consumer that throws', () => {
  const { onUnhandledError } = config;
  afterEach(() => {
    config.onUnhandledError = onUnhandledError;
  });

  it('does not disturb the sweeps', () => {
    config.onUnhandledError = vi.fn();
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      of([host(1), 'no host'])
        .pipe(sweepEvery(50, { driver, rounds: 3 }))
        .subscribe(() => {
          throw new Error('consumer');
        });
      scheduler.flush();
      expect(config.onUnhandledError).toHaveBeenCalledTimes(6);
      expect(driver.counters()).toMatchObject(nothingLeft);
    });
  });
});

describe('a subscriber that leaves repeated sweeps', () => {
  it('cancels everything, at any moment', () => {
    fc.assert(
      fc.property(
        fc.nat(400),
        fc.constantFrom(...keepers),
        fc.constantFrom(Infinity, 60),
        fc.constantFrom(1, 3, 1000),
        (at, keeper, rate, concurrent) => {
          inVirtualTime((scheduler) => {
            const driver = network(scheduler);
            const retry = { count: 1, delay: 5 };
            const options = {
              ...kept(keeper, driver, scheduler),
              rate,
              concurrent,
              timeout: 30,
              lateWindow: 20,
              retry,
            };
            const targets = [1, 20, 40, 55].map(host);
            const list = new BehaviorSubject<Iterable<Target>>([...targets, 'host.example', 'nowhere.example', '']);
            const { subscription, lines } = watch(list, 100, options, scheduler);
            scheduler.schedule(() => list.next(targets), 130);
            scheduler.schedule(() => subscription.unsubscribe(), at);
            scheduler.schedule(() => {
              expect(driver.counters()).toMatchObject(nothingLeft);
              lines.length = 0;
            }, at);
            scheduler.flush();
            expect(lines).toEqual([]);
            expect(scheduler.now()).toBe(Math.max(at, 130));
          });
        },
      ),
    );
  });
});

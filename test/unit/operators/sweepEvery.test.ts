import fc from 'fast-check';
import { sweepEvery, type EchoReply, type SweepEveryOptions, type Target } from 'rxicmp';
import type { IcmpDriver } from 'rxicmp/icmpapi';
import { SimulatedNetwork, type Scenario } from 'rxicmp/testing';
import {
  BehaviorSubject,
  config,
  EMPTY,
  map,
  NEVER,
  of,
  Subject,
  take,
  throwError,
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

/** What left, as `time last octet`. */
function sends(driver: SimulatedNetwork): string[] {
  return driver.log
    .filter(({ event }) => event === 'send')
    .map(({ at, destination }) => `${Number(at.toFixed(6))} ${octet(destination!)}`);
}

/** Who keeps the beat: the driver, a timer beside a driver that cannot, a scheduler that the caller chose. */
const keepers = ['driver', 'timer', 'scheduler'] as const;

function kept(keeper: (typeof keepers)[number], driver: IcmpDriver, scheduler: SchedulerLike): SweepEveryOptions {
  if (keeper === 'driver') return { driver, rate: Infinity };
  if (keeper === 'scheduler') return { driver, scheduler, rate: Infinity };
  return { driver: withMembers(driver, { features: new Set() }), rate: Infinity };
}

/** Everything that is emitted, each as `time last-octet sequence/round status`. */
function watch(
  lists: Observable<Iterable<Target>>,
  period: number | ObservableInput<number>,
  options: SweepEveryOptions,
  scheduler: SchedulerLike,
) {
  const lines: string[] = [];
  const replies: EchoReply<unknown>[] = [];
  const at = () => Number(scheduler.now().toFixed(6));
  const subscription = lists.pipe(sweepEvery(period, options)).subscribe({
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

describe.each(keepers)('sweepEvery, with the beat kept by the %s', (keeper) => {
  it.each<[string, string, string, string, string, SweepEveryOptions]>([
    ['never', '-', '^ 50ms !', '-', '^ 50ms !', {}],
    ['empty', '|', '^', '|', '(^!)', {}],
    ['an empty list', '(e|)', '^', '|', '(^!)', {}],
    ['an error', '#', '^', '#', '(^!)', {}],
    ['one list', 'a', '^', '-A 9ms C 9ms (E|)', '^--------------------!', { rounds: 3 }],
    ['one list and the end', 'a|', '^', '-A 9ms (C|)', '^!', { rounds: 2 }],
    ['targets spread over the period', 'b', '^', '-A-----B---C-----(D|)', '^----------------!', { rounds: 2 }],
    ['targets that are aligned', 'b', '^', '-AB--------C(D|)', '^-----------!', { rounds: 2, phase: 'aligned' }],
    ['many lists', 'b--------------a', '^', '-A-----B---C---------(E|)', '^--------------------!', { rounds: 3 }],
    ['no targets for a while', 'a--e-----a', '^', '-A 9ms (A|)', '^----------!', { rounds: 2 }],
    ['an error behind a list', 'b---#', '^', '-A--#', '^---!', {}],
    ['a subscriber that leaves', 'b', '^---!', '-A', '^---!', {}],
  ])('sweeps the latest list on every beat: %s', (_name, marbles, leave, expected, subscription, options) => {
    inVirtualTime((scheduler, { cold, expectObservable, expectSubscriptions }) => {
      const driver = network(scheduler);
      const source = cold(marbles, lists, failed);
      const swept = source.pipe(
        sweepEvery(10, { ...kept(keeper, driver, scheduler), ...options }),
        map(({ target, sequence }) => `${octet(target)} ${sequence}`),
      );
      expectObservable(swept, leave).toBe(expected, outcomes, failed);
      if (!marbles.includes('--e')) expectSubscriptions(source.subscriptions).toBe(subscription);
      scheduler.flush();
      expect(driver.counters()).toMatchObject(nothingLeft);
    });
  });

  it('keeps thousands of beats without drift', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const period = 100.1;
      const targets = Array.from({ length: 8 }, (_, n) => host(n + 1));
      watch(of(targets), period, { ...kept(keeper, driver, scheduler), rounds: 1000 }, scheduler);
      scheduler.flush();
      const sent = sends(driver).map((send) => Number(send.split(' ')[0]));
      expect(sent).toHaveLength(8000);
      expect(Math.max(...sent.map((at, n) => Math.abs(at - (n * period) / 8)))).toBeLessThan(1e-4);
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
              // Never in the first place of the list.
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
            for (const { target, sequence } of replies) {
              // Each stay begins with 0.
              expect([0, (latest.get(target) ?? -1) + 1]).toContain(sequence);
              latest.set(target, sequence);
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
      expect(lines).toEqual(['51 1 0/0 success', '151 1 1/1 success', '151 complete']);
    });
  });

  it('takes new options and tags of a target that stays, and the same target more than once', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const source = new BehaviorSubject<Iterable<Target>>([
        { target: host(1), tag: 'one' },
        { target: host(1), tag: 'two' },
      ]);
      const { replies } = watch(source, 10, { ...kept(keeper, driver, scheduler), rounds: 3 }, scheduler);
      const changed = { target: host(1), tag: 'new', timeout: 0.5 };
      scheduler.schedule(() => source.next([changed, { target: host(1), tag: 'two' }]), 8);
      scheduler.flush();
      expect(replies.map(({ tag, sequence, status }) => [tag, sequence, status])).toEqual([
        ['one', 0, 'success'],
        ['two', 0, 'success'],
        ['new', 1, 'timed-out'],
        ['two', 1, 'success'],
        ['new', 2, 'timed-out'],
        ['two', 2, 'success'],
      ]);
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

  it('follows a period that changes, and stays where it was in it', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const period = new Subject<number>();
      const { subscription } = watch(of([host(1), host(2)]), period, kept(keeper, driver, scheduler), scheduler);
      scheduler.schedule(() => period.next(100), 10);
      // A quarter of the period has passed since the beat of 110 ms.
      scheduler.schedule(() => period.next(400), 135);
      scheduler.schedule(() => period.next(10), 910);
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
      expect(lines.map((line) => line.split(' ')[2])).toEqual(['0/0', '0/1', '1/2', undefined]);
    });
  });

  it('can have its inputs changed from within next', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const source = new BehaviorSubject<Iterable<Target>>([host(1)]);
      const period = new BehaviorSubject(100);
      const paused = new Subject<boolean>();
      const options = { ...kept(keeper, driver, scheduler), paused, rounds: 5 };
      source.pipe(sweepEvery(period, options)).subscribe(({ round, target }) => {
        if (round === 0 && target === host(1)) source.next([host(1), host(2)]);
        if (round === 1 && target === host(2)) period.next(200);
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
      expect(lines).toEqual([
        '25 1 0/0 success',
        // Of the first attempt, which was held back.
        '30 1 0/0 late',
        '90 2 0/0 timed-out',
        '105 1 1/1 success',
        '190 2 1/1 timed-out',
        '240 complete',
      ]);
      expect(replies.map(({ attempt }) => attempt)).toEqual([2, 1, 2, 1, 2]);
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

import fc from 'fast-check';
import { sweepEvery, type EchoReply, type RetryPolicy, type SweepEveryOptions } from 'rxicmp';
import type { IcmpDriver } from 'rxicmp/icmpapi';
import { SimulatedNetwork } from 'rxicmp/testing';
import { BehaviorSubject, type SchedulerLike } from 'rxjs';
import { expect, it } from 'vitest';
import { inVirtualTime, withMembers } from '../observables/virtual.ts';

const host = (n: number) => `192.0.2.${n}`;
const hosts = Array.from({ length: 20 }, (_, n) => ({ address: host(n), latency: n * 7 }));
/** Milliseconds that names take to resolve; the last one has no address. */
const names: Record<string, number> = { 'fast.example': 5, 'slow.example': 45, 'nowhere.example': 10 };
const targets = [host(1), host(5), host(19), host(99), ...Object.keys(names), 'no host'];
const END = 2500;

type Change =
  | { readonly at: number; readonly list: readonly string[] }
  | { readonly at: number; readonly interval: number }
  | { readonly at: number; readonly paused: boolean };

const at = fc.nat(1500);
const changes: fc.Arbitrary<Change[]> = fc.array(
  fc.oneof(
    fc.record({ at, list: fc.uniqueArray(fc.constantFrom(...targets), { maxLength: 6 }) }),
    fc.record({ at, interval: fc.integer({ min: 5, max: 300 }) }),
    fc.record({ at, paused: fc.boolean() }),
  ),
  { maxLength: 12 },
);

const keepers = fc.constantFrom('driver', 'timer', 'scheduler');
const options: fc.Arbitrary<SweepEveryOptions> = fc.record({
  rate: fc.constantFrom(Infinity, 60, 7),
  concurrent: fc.constantFrom(1, 2, 1000),
  phase: fc.constantFrom<NonNullable<SweepEveryOptions['phase']>[]>('spread', 'aligned', 30),
  retry: fc.constantFrom<RetryPolicy[]>({ count: 0 }, { count: 2, delay: 3 }),
  rounds: fc.constantFrom(Infinity, 1, 2, 9),
});

function withNames(driver: IcmpDriver, scheduler: SchedulerLike, beats: boolean): IcmpDriver {
  const lookup: IcmpDriver['lookup'] = (name, _family, onResult) => {
    const tell = (): void => onResult(name === 'nowhere.example' ? { code: 'ENOTFOUND' } : [host(3)]);
    const waiting = scheduler.schedule(tell, names[name]!);
    return () => waiting.unsubscribe();
  };
  return withMembers(driver, beats ? { lookup } : { lookup, features: new Set() });
}

/** All sequence numbers for which the values of one target stand, in ascending order. */
function numbersOf(replies: readonly EchoReply<unknown>[]): number[] {
  const numbers = replies.flatMap(({ sequence, missed }) =>
    Array.from({ length: Math.max(1, missed) }, (_, i) => sequence + i),
  );
  return numbers.sort((a, b) => a - b);
}

it('tells of each number of a target once, and of none that is not in the list, whatever changes when', () => {
  fc.assert(
    fc.property(changes, changes, options, keepers, (changes, changesWithinNext, options, keeper) => {
      inVirtualTime((scheduler) => {
        const network = new SimulatedNetwork({ hosts }, scheduler);
        const driver = withNames(network, scheduler, keeper !== 'timer');
        const list = new BehaviorSubject<readonly string[]>([host(1), host(5), 'fast.example']);
        const interval = new BehaviorSubject(100);
        const paused = new BehaviorSubject(false);
        // The values of each target since it came into the list.
        let stays = new Map<string, EchoReply<unknown>[]>(list.value.map((target) => [target, []]));
        const ended: EchoReply<unknown>[][] = [];
        /** Targets that have left the list and have no 'removed' value yet. */
        const leaving: [target: string, replies: EchoReply<unknown>[]][] = [];
        const setList = (next: readonly string[]): void => {
          const left = [...stays].filter(([target]) => !next.includes(target));
          ended.push(...left.map(([, replies]) => replies));
          if (completed === 0) leaving.push(...left);
          stays = new Map(next.map((target) => [target, stays.get(target) ?? []]));
          list.next(next);
        };
        const make = (change: Change): void => {
          if ('list' in change) setList(change.list);
          else if ('interval' in change) interval.next(change.interval);
          else paused.next(change.paused);
        };
        let received = 0;
        let isOver = false;
        let completed = 0;
        const made = { ...options, driver, paused, timeout: 40, lookupTimeout: 60 };
        list.pipe(sweepEvery(interval, keeper === 'scheduler' ? { ...made, scheduler } : made)).subscribe({
          next: (reply) => {
            if (reply.status === 'removed') {
              // A target that has come back has no other value before its 'removed' value.
              const stay = leaving.findIndex(([target]) => target === reply.target);
              const [, replies] = leaving.splice(stay, 1)[0]!;
              expect(reply.sequence).toBeGreaterThan(Math.max(-1, ...numbersOf(replies)));
            } else {
              expect(leaving.map(([target]) => target)).not.toContain(reply.target);
              stays.get(reply.target)!.push(reply);
            }
            // Changes come early, and often several at once.
            const now = received++;
            for (const change of changesWithinNext) if (change.at % 40 === now && !isOver) make(change);
          },
          complete: () => completed++,
        });
        for (const change of changes) scheduler.schedule(() => make(change), change.at);
        scheduler.schedule(() => {
          isOver = true;
          setList([]);
          list.complete();
        }, END);
        scheduler.flush();

        expect(completed).toBe(1);
        expect(leaving).toEqual([]);
        expect(scheduler.now()).toBeLessThanOrEqual(END);
        expect(network.counters()).toMatchObject({ handles: 0, outstanding: 0 });
        for (const replies of ended) {
          const numbers = numbersOf(replies);
          expect(new Set(numbers).size).toBe(numbers.length);
          expect(new Set(replies.map(({ round, sequence }) => round - sequence)).size).toBeLessThanOrEqual(1);
        }
      });
    }),
    { numRuns: 500 },
  );
});

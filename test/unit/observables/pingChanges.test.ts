import fc from 'fast-check';
import { isOutcome, ping, type EchoReply, type PingOptions, type RetryPolicy } from 'rxicmp';
import type { IcmpDriver } from 'rxicmp/icmpapi';
import { SimulatedNetwork } from 'rxicmp/testing';
import { BehaviorSubject, type SchedulerLike } from 'rxjs';
import { expect, it } from 'vitest';
import { inVirtualTime, withMembers } from './virtual.ts';

const END = 3000;

type Change = { readonly at: number; readonly interval: number } | { readonly at: number; readonly paused: boolean };

const at = fc.nat(1000);
const changes: fc.Arbitrary<Change[]> = fc.array(
  fc.oneof(fc.record({ at, interval: fc.integer({ min: 3, max: 300 }) }), fc.record({ at, paused: fc.boolean() })),
  { maxLength: 8 },
);

const options: fc.Arbitrary<PingOptions> = fc.record({
  count: fc.constantFrom(Infinity, 3),
  duration: fc.constantFrom(Infinity, 1, 333, 700),
  phase: fc.constantFrom<NonNullable<PingOptions['phase']>[]>('spread', 'aligned', 30),
  retry: fc.constantFrom<RetryPolicy[]>({ count: 0 }, { count: 2, delay: 3 }),
  resolve: fc.constantFrom<NonNullable<PingOptions['resolve']>[]>('once', 'each', { every: 70 }),
  addresses: fc.constantFrom('first', 'all'),
  lateWindow: fc.constantFrom(0, 50),
});
const targets = fc.constantFrom('192.0.2.1', 'fast.example', 'slow.example', 'flaky.example', 'nowhere.example');
const latencies = fc.constantFrom(0, 1, 7, 20, 60, 500);

/** With `flaky.example` every other look-up fails. */
function withNames(driver: IcmpDriver, scheduler: SchedulerLike, beats: boolean): IcmpDriver {
  let asked = 0;
  const lookup: IcmpDriver['lookup'] = (name, _family, onResult) => {
    const fails = name === 'nowhere.example' || (name === 'flaky.example' && ++asked % 2 === 0);
    const tell = (): void => onResult(fails ? { code: 'ENOTFOUND' } : ['192.0.2.1', '192.0.2.2']);
    const waiting = scheduler.schedule(tell, name === 'slow.example' ? 45 : 5);
    return () => waiting.unsubscribe();
  };
  const features = new Set([...driver.features].filter((feature) => beats || feature !== 'notBefore'));
  return withMembers(driver, { lookup, features });
}

it('has one outcome for each probe, each beat is probed or skipped, and none is left out, whatever changes when', () => {
  const keepers = fc.constantFrom('driver', 'timer', 'scheduler');
  fc.assert(
    fc.property(changes, options, keepers, targets, latencies, (changes, options, keeper, target, latency) => {
      inVirtualTime((scheduler) => {
        const hosts = [
          { address: '192.0.2.1', latency, loss: { every: 3 } },
          { address: '192.0.2.2', latency: 12, copies: 2 },
        ];
        const network = new SimulatedNetwork({ hosts }, scheduler);
        const driver = withNames(network, scheduler, keeper !== 'timer');
        const interval = new BehaviorSubject(50);
        const paused = new BehaviorSubject(false);
        const made = { ...options, driver, interval, paused, timeout: 40, lookupTimeout: 60 };
        const replies: EchoReply<unknown>[] = [];
        let completed = false;
        const series = ping(target, keeper === 'scheduler' ? { ...made, scheduler } : made);
        const subscription = series.subscribe({
          next: (reply) => replies.push(reply),
          complete: () => (completed = true),
        });
        for (const change of changes) {
          scheduler.schedule(() => {
            if ('interval' in change) interval.next(change.interval);
            else paused.next(change.paused);
          }, change.at);
        }
        scheduler.schedule(() => subscription.unsubscribe(), END);
        scheduler.flush();

        const { count, duration } = options;
        const isBounded = duration !== Infinity || count !== Infinity;
        // A series that ends while paused may have sent all its probes before.
        if (duration !== Infinity || !paused.value) expect(completed).toBe(isBounded);
        expect(network.counters()).toMatchObject({ handles: 0, outstanding: 0 });
        // A look-up that fails is beside the probe of the beat once there was an address.
        const isBeside = ({ status, destination }: EchoReply<unknown>): boolean =>
          status === 'not-resolved' && destination !== null;
        const outcomes = replies.filter((reply) => isOutcome(reply) && !isBeside(reply));
        const told = outcomes.map(({ sequence, destination }) => `${sequence} ${destination}`);
        expect(new Set(told).size).toBe(told.length);
        const probed = new Set(outcomes.map(({ sequence }) => sequence));
        const skipped = replies.flatMap(({ sequence, missed }) =>
          Array.from({ length: missed }, (_, i) => sequence + i),
        );
        const numbers = [...probed, ...skipped].sort((a, b) => a - b);
        if (completed) expect(numbers).toEqual(numbers.map((_, i) => i));
        else expect(new Set(numbers).size).toBe(numbers.length);
        if (completed && duration === Infinity) expect(probed.size).toBe(count);
        else expect(probed.size).toBeLessThanOrEqual(count!);
        replies.forEach((reply, i) => {
          if (isOutcome(reply) || reply.status === 'skipped') return;
          const { sequence, attempt } = reply;
          const before = replies.slice(0, i).filter((other) => isOutcome(other) && other.sequence === sequence);
          expect(before.map((other) => other.attempt)).toContain(attempt);
        });
      });
    }),
    { numRuns: 500 },
  );
});

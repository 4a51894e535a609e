import fc from 'fast-check';
import {
  ping,
  probe,
  probeEach,
  retryProbe,
  sweep,
  sweepEvery,
  type EchoReply,
  type ProbeOptions,
  type RetryPolicy,
} from 'rxicmp';
import { SimulatedNetwork } from 'rxicmp/testing';
import {
  BehaviorSubject,
  defer,
  EMPTY,
  finalize,
  from,
  ignoreElements,
  map,
  NEVER,
  of,
  Subject,
  takeUntil,
  timer,
  type Observable,
} from 'rxjs';
import { expect, it } from 'vitest';
import { inVirtualTime } from './virtual.ts';

const answering = '192.0.2.1';
const silent = '192.0.2.2';
const unreachable = '192.0.2.3';
const nowhere = 'nowhere.example';
const hosts = [
  { address: answering, latency: 5 },
  { address: silent, silent: true },
];
const all = [answering, silent, unreachable, nowhere];
const END = 2000;
const boom = new Error('boom');

/** The streams that a policy may wait for. */
const notifiers: Record<string, Observable<unknown>> = {
  'at once': of('now', 'again'),
  later: timer(7),
  never: NEVER,
  empty: EMPTY,
  'empty later': timer(7).pipe(ignoreElements()),
  'an error later': timer(7).pipe(
    map(() => {
      throw boom;
    }),
  ),
};

/** The actions of a user's function when it is called. */
type Act = 'nothing' | 'unsubscribe' | 'throw' | 'pause' | 'resume' | 'interval' | readonly string[];

const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant<Act>('nothing') },
    { weight: 1, arbitrary: fc.constantFrom<Act[]>('unsubscribe', 'throw', 'pause', 'resume', 'interval') },
    { weight: 3, arbitrary: fc.uniqueArray(fc.constantFrom(...all), { maxLength: 4 }) },
  ),
  { maxLength: 12 },
);

/** The parts of the streams, and the things that a user may change while they run. */
interface World {
  readonly lists: BehaviorSubject<readonly string[]>;
  readonly paused: BehaviorSubject<boolean>;
  readonly interval: BehaviorSubject<number>;
}

type Make = (options: ProbeOptions & { retry: RetryPolicy }, world: World) => Observable<EchoReply<unknown>>;

const streams: Record<string, Make> = {
  probe: (options) => probe(silent, options),
  'probe of a name': (options) => probe(nowhere, options),
  retryProbe: ({ retry, ...options }) => probe(silent, options).pipe(retryProbe<EchoReply<unknown>>(retry)),
  ping: (options, { paused, interval }) => ping(silent, { ...options, paused, interval, count: 4 }),
  sweep: (options) => sweep(all, options),
  probeEach: (options) => from(all).pipe(probeEach(options)),
  sweepEvery: (options, { lists, paused, interval }) =>
    lists.pipe(sweepEvery(interval, { ...options, paused, rounds: 4 })),
};

it.each(Object.keys(streams))('whatever the functions of a policy do, nothing is left of it: %s', (name) => {
  const policies = fc.record({
    count: fc.constantFrom(1, 3, 7),
    emit: fc.constantFrom('last' as const, 'every' as const),
    wait: fc.constantFrom(0, 3, 60, 5000, ...Object.keys(notifiers)),
  });
  fc.assert(
    fc.property(acts, acts, acts, policies, (inWhen, inDelay, inNext, { count, emit, wait }) => {
      inVirtualTime((scheduler) => {
        const network = new SimulatedNetwork({ hosts }, scheduler);
        const lists = new BehaviorSubject<readonly string[]>(all);
        const world = { lists, paused: new BehaviorSubject(false), interval: new BehaviorSubject(50) };
        let over = false;
        let waiting = 0;
        const left = new Subject<void>();
        const leave = (): void => {
          over = true;
          left.next();
        };
        const act = (script: Act[]): void => {
          expect(over).toBe(false);
          const what = script.shift() ?? 'nothing';
          if (what === 'unsubscribe') leave();
          else if (what === 'throw') throw boom;
          else if (what === 'pause' || what === 'resume') world.paused.next(what === 'pause');
          else if (what === 'interval') world.interval.next(world.interval.value === 50 ? 20 : 50);
          else if (what !== 'nothing') lists.next(what);
        };
        const whens = [...inWhen];
        const delays = [...inDelay];
        const nexts = inNext.filter((what) => what !== 'throw');
        const retry: RetryPolicy = {
          count,
          emit,
          when: ({ status }) => {
            act(whens);
            return status !== 'success';
          },
          delay: () => {
            act(delays);
            if (typeof wait === 'number') return wait;
            return defer(() => {
              act(delays);
              waiting++;
              return notifiers[wait]!.pipe(finalize(() => waiting--));
            });
          },
        };
        const told = new Set<string>();
        const stream = streams[name]!({ driver: network, timeout: 20, lookupTimeout: 20, retry }, world);
        stream.pipe(takeUntil(left)).subscribe({
          next: (reply) => {
            const { target, sequence, attempt, status } = reply;
            const line = `${target} ${sequence} ${attempt}`;
            // A target that leaves the list and comes back starts again.
            if (status === 'removed') expect(name).toBe('sweepEvery');
            else if (name === 'sweepEvery') expect(lists.value).toContain(target);
            else if (status !== 'skipped') expect(told).not.toContain(line);
            told.add(line);
            act(nexts);
          },
          error: (reason) => {
            expect(reason).toBe(boom);
            over = true;
          },
          complete: () => (over = true),
        });
        scheduler.schedule(() => leave(), END);
        scheduler.flush();
        expect(network.counters()).toMatchObject({ outstanding: 0, handles: 0 });
        expect(waiting).toBe(0);
        // The scheduler would have run on to a timer that was left.
        expect(scheduler.now()).toBeLessThanOrEqual(END);
      });
    }),
    { numRuns: 150 },
  );
});

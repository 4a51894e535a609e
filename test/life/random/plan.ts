import fc from 'fast-check';
import { hostAddress } from '../../lab/hostAddress.ts';
import { routerAddress } from '../../lab/routerAddress.ts';
import { unsentAddress } from '../../lab/unsentAddress.ts';
import type { LabScenario } from '../../lab/labScenario.ts';

const answering = hostAddress(4, 1);
const silent = hostAddress(4, 2);
const refusing = hostAddress(4, 3);
const talkative = hostAddress(4, 4);
const far = hostAddress(4, 5);
const slow = hostAddress(6, 6);
const unsent = unsentAddress(4, 'ENETUNREACH');

/** Milliseconds. */
const TIMEOUT = 20;
/** Milliseconds after which a run ends in any case. */
export const END = 400;

/** Where the random runs take place, in the simulation and on the real kernel. */
export const scenario: LabScenario = {
  hosts: [
    { address: answering, latency: 3 },
    { address: silent, silent: true },
    { address: refusing, latency: 2, refuse: { type: 3, code: 1, from: routerAddress(4, 1) } },
    { address: talkative, latency: 4, copies: 3 },
    { address: far, latency: 2, routers: [routerAddress(4, 1), null, routerAddress(4, 3)], mtu: 1400 },
    { address: slow, latency: TIMEOUT + 8 },
    { address: unsent, unsent: 'ENETUNREACH' },
  ],
};

/** What look-ups find. Any other name is not found. */
export const names: Readonly<Record<string, readonly string[]>> = {
  'one.example': [answering],
  'many.example': [talkative, slow, silent],
  'far.example': [far],
};

const targets = [answering, silent, refusing, talkative, far, slow, unsent, ...Object.keys(names), 'nowhere.example'];
const malformed = ['', '300.1.1.1', 'not a name', '0.0.0.0'];

/** What a function of the user does when it is called. */
export type Act = 'nothing' | 'unsubscribe' | 'throw' | 'abort' | 'pause' | 'resume' | 'period' | readonly string[];

/** What the driver does wrong in a call. */
export type Fault = 'none' | 'busy' | 'gone' | 'broken';

/** The result of a look-up, and after how many milliseconds it comes. */
export interface LookupPlan {
  readonly after: number;
  readonly result: 'found' | 'fails' | 'never';
  readonly waits: boolean;
}

const target = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(...targets) },
  { weight: 1, arbitrary: fc.constantFrom(...malformed) },
);
const list = fc.array(target, { maxLength: 6 });
const acts = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.constant<Act>('nothing') },
    { weight: 3, arbitrary: fc.constantFrom<Act[]>('unsubscribe', 'throw', 'abort', 'pause', 'resume', 'period') },
    { weight: 1, arbitrary: list },
  ),
  { maxLength: 8 },
);
const faults = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.constant<Fault>('none') },
    { weight: 1, arbitrary: fc.constantFrom<Fault[]>('busy', 'gone', 'broken') },
  ),
  { maxLength: 12 },
);
const lookups = fc.array(
  fc.record<LookupPlan>({
    after: fc.constantFrom(0, 1, 7, 35),
    result: fc.constantFrom('found', 'found', 'found', 'fails', 'never'),
    waits: fc.boolean(),
  }),
  { maxLength: 6 },
);

/** Everything that is random in a run, as plain data. */
export const plans = fc.record({
  target,
  list: fc.oneof({ weight: 5, arbitrary: list }, { weight: 1, arbitrary: fc.constant('198.18.1.0/29') }),
  /** How the targets of a sweep come. */
  source: fc.constantFrom('array', 'iterator', 'observable', 'promises'),
  /** When something happens from outside, in milliseconds. */
  events: fc.array(fc.tuple(fc.integer({ min: 0, max: END - 1 }), acts), { maxLength: 4 }),
  consumer: fc.constantFrom('observer', 'subscriber'),
  inNext: acts,
  inWhen: acts,
  inDelay: acts,
  /** Calls of an iterator, and of its `return`. */
  inSource: acts,
  inReturn: fc.constantFrom<Act[]>('nothing', 'throw'),
  opening: faults,
  sending: faults,
  lookups,
  retry: fc.option(
    fc.record({
      count: fc.constantFrom(1, 3, 8),
      emit: fc.constantFrom('last' as const, 'every' as const),
      wait: fc.constantFrom(0, 3, 45, 5000),
    }),
  ),
  timeout: fc.constantFrom(5, TIMEOUT),
  lookupTimeout: fc.constantFrom(10, 50),
  lateWindow: fc.constantFrom(0, 0, 30),
  rate: fc.constantFrom(Infinity, 1000, 60, 'shared'),
  concurrent: fc.constantFrom(1, 3, 1000),
  interval: fc.constantFrom(10, 33, 90),
  isPaused: fc.boolean(),
  count: fc.constantFrom(1, 4, Infinity),
  duration: fc.constantFrom(70, Infinity),
  rounds: fc.constantFrom(1, 3, Infinity),
  phase: fc.constantFrom('spread' as const, 'aligned' as const, 5),
  resolve: fc.constantFrom('once' as const, 'each' as const, { every: 25 }),
  addresses: fc.constantFrom('first' as const, 'all' as const),
  keepAlive: fc.boolean(),
  /** The stream has the scheduler of the test, instead of the driver's clock. */
  hasScheduler: fc.boolean(),
});

export type Plan = typeof plans extends fc.Arbitrary<infer T> ? T : never;

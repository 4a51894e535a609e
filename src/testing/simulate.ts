import { map, type Observable } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { IcmpArgumentError } from '../errors.ts';
import { diagramOf } from './diagramOf.ts';
import { isDeepEqual } from './isDeepEqual.ts';
import { isPromise } from './isPromise.ts';
import { marbleOf } from './marbleOf.ts';
import type { Scenario } from './scenario.ts';
import { SimulatedNetwork } from './simulatedNetwork.ts';
import { useDriver } from './useDriver.ts';

/** A value, and when it was emitted. */
export interface Recorded<T> {
  /** Milliseconds from the beginning. */
  readonly at: number;
  readonly value: T;
}

/** What is expected of a stream of replies. */
export interface ReplyExpectation {
  /** Checks, once virtual time has passed, that it was this marble diagram: `5ms r 999ms (t|)`. */
  toBe(marbles: string): void;
}

/** What `simulate` gives to its block: RxJS' helpers for marble tests, and more. */
export interface Simulation extends RunHelpers {
  /** The driver of every stream that names none. Its log and counters tell what happened. */
  readonly network: SimulatedNetwork;
  /** Virtual time, from 0 ms on. */
  readonly scheduler: TestScheduler;
  /**
   * Subscribes to a stream now, and unsubscribes after so many milliseconds of virtual time.
   * @returns an array that is empty in the block and is filled while virtual time passes: read it behind `flush()`, or return
   * it from the block and read it once `simulate` has returned. If the stream fails, so does `simulate`.
   */
  readonly record: <T>(stream: Observable<T>, ms: number) => readonly Recorded<T>[];
  /**
   * As `expectObservable`, for a stream of replies: each is one letter, as {@link marbleOf} has it.
   * `unsubscription` is a marble diagram too.
   */
  readonly expectReplies: (
    replies: Observable<{ readonly status: string }>,
    unsubscription?: string,
  ) => ReplyExpectation;
}

/** Adds nothing to the type of a block that returns a `T`. When `T` may be a promise, no function has the type. */
export type NoPromise<T> = 0 extends 1 & T
  ? unknown
  : [Extract<T, PromiseLike<unknown>>] extends [never]
    ? unknown
    : 'the block of simulate() returns no promise: wait for nothing in it, or use useDriver()';

/**
 * Plays a scenario in virtual time: an hour of monitoring takes as long as the computing that it needs. Streams that are
 * subscribed to in the block, and all of RxJS' timers in it, run on the simulated network and in its time.
 *
 * @example
 * {@includeCode ../../examples/simulate.ts}
 *
 * @param block is synchronous: it returns no promise. What it has started runs when it has returned: until nothing is
 * left to do, so a series that never ends must be unsubscribed from, as `record` does.
 * @param assertDeepEqual compares what marble tests expect, such as `assert.deepStrictEqual` of `node:assert`; default
 * a comparison by content.
 * @returns what the block returns.
 * @throws `IcmpArgumentError` for a scenario that `parseScenario` refuses and for an asynchronous block, the errors of
 * `assertDeepEqual` and of the block, and the error of a stream that was recorded.
 */
export function simulate<T>(
  scenario: Scenario,
  block: ((simulation: Simulation) => T) & NoPromise<T>,
  assertDeepEqual: (actual: unknown, expected: unknown) => void = assertSame,
): T {
  if (isAsyncFunction(block)) throw asynchronous(block);
  const scheduler = new TestScheduler(drawing(assertDeepEqual));
  const failures: unknown[] = [];
  const result = scheduler.run((helpers) => {
    const network = new SimulatedNetwork(scenario, scheduler);
    const end = useDriver(network);
    try {
      const result = block({
        ...helpers,
        network,
        scheduler,
        record: (stream, ms) => record(stream, ms, scheduler, failures),
        expectReplies: (replies, unsubscription) =>
          helpers.expectObservable(replies.pipe(map(marbleOf)), unsubscription),
      });
      if (isPromise(result)) throw asynchronous(block);
      helpers.flush();
      return result;
    } finally {
      end();
    }
  });
  if (failures.length > 0) throw failures[0];
  return result;
}

/** Such a block is not started: what comes after its first `await` would run on the real engine. */
function isAsyncFunction(block: unknown): boolean {
  return Object.prototype.toString.call(block) === '[object AsyncFunction]';
}

function asynchronous(block: unknown): IcmpArgumentError {
  const fix =
    'wait for nothing in the block: record() has everything once simulate() has returned. For asynchronous code use useDriver().';
  return new IcmpArgumentError('block', block, 'a function that returns no promise', fix);
}

function record<T>(
  stream: Observable<T>,
  ms: number,
  scheduler: TestScheduler,
  failures: unknown[],
): readonly Recorded<T>[] {
  if (!Number.isFinite(ms) || ms < 0) {
    throw new IcmpArgumentError('ms', ms, 'milliseconds, 0 or more', 'pass a number, such as 3_600_000 for an hour.');
  }
  const recorded: Recorded<T>[] = [];
  const subscription = stream.subscribe({
    next: (value) => recorded.push({ at: scheduler.now(), value }),
    error: (error: unknown) => failures.push(error),
  });
  scheduler.schedule(() => subscription.unsubscribe(), ms);
  return recorded;
}

function assertSame(actual: unknown, expected: unknown): void {
  if (isDeepEqual(actual, expected)) return;
  throw new Error(`The stream did\n  ${lines(actual)}\nexpected\n  ${lines(expected)}`);
}

/** A comparison whose error also has the diagram that the stream did make, to be pasted in the place of what was expected. */
function drawing(assertDeepEqual: (actual: unknown, expected: unknown) => void): typeof assertDeepEqual {
  return (actual, expected) => {
    try {
      assertDeepEqual(actual, expected);
    } catch (error) {
      const diagram = diagramOf(actual);
      // Equal diagrams differ in the values behind their letters.
      if (error instanceof Error && diagram !== null && diagram !== diagramOf(expected)) {
        error.message += `\nThe diagram of what it did: '${diagram}'`;
      }
      throw error;
    }
  };
}

function lines(messages: unknown): string {
  if (!Array.isArray(messages)) return JSON.stringify(messages);
  return messages.map((one) => JSON.stringify(one)).join('\n  ') || 'nothing';
}

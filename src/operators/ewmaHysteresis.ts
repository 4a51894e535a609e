import type { OperatorFunction } from 'rxjs';
import { IcmpArgumentError } from '../errors.ts';
import type { EchoReply } from '../observables/echoReply.ts';
import { checkFunction } from '../checks/checkFunction.ts';
import { checkIdle, DEFAULT_IDLE } from './keyed/checkIdle.ts';
import { checkOptions } from '../checks/checkOptions.ts';
import { checkNumber } from '../checks/checkNumber.ts';
import type { LevelState, LevelTransition } from './transition.ts';
import type { Detector } from './reachability/detector.ts';
import { detectTransitions } from './reachability/detectTransitions.ts';
import { voteOf } from './reachability/voteOf.ts';

/** What is averaged, and which averages are too high. */
export interface EwmaHysteresisOptions<R> {
  /** What a reply adds to the mean, or null; default: 1 for a loss and 0 for a success, so that it is a loss ratio. */
  readonly value?: ((reply: R) => number | null) | undefined;
  /** The part of the latest value in the mean, 0.001 to 1; default 0.125. */
  readonly weight?: number | undefined;
  /** A mean of at least this is raised; default 0.5. */
  readonly high?: number | undefined;
  /** A mean of at most this, which is below `high`, is normal; default 0.2. */
  readonly low?: number | undefined;
  /** Forget a target after so many milliseconds without a reply, or `Infinity`; default a day. */
  readonly idle?: number | undefined;
}

const OPTIONS: readonly (keyof EwmaHysteresisOptions<never>)[] = ['value', 'weight', 'high', 'low', 'idle'];

/**
 * Emits when a weighted moving average over the replies of a target gets too high, and when it is low again.
 *
 * ```text
 * source         ---s--s--t--t--t--s--s--s---|     s: success, t: timed-out; weight: 0.5, high: 0.75, low: 0.2
 * ewmaHysteresis ------n-----r-----------n---|     n: normal, r: raised; the means: 0, 0, 0.5, 0.75, 0.88, 0.44, 0.22, 0.11
 * ```
 *
 * There are two thresholds, because at a single one the state would change with each reply. Between them the
 * state stays. The mean is that of exponential smoothing, `mean += weight * (value - mean)`. The first
 * `1 / weight` values are averaged plainly, and decide nothing before all of them are there.
 *
 * The mean is of losses, with the votes and abstentions of {@link reachability}, or of what `value` says:
 * `value: (reply) => reply.rtt` takes round-trip times, with `high` and `low` in milliseconds.
 *
 * Each target is judged by itself, in constant memory. The evidence of a transition are the latest replies that had a
 * value, `1 / weight` of them; `flapping` is always false.
 *
 * @example
 * {@includeCode ../../examples/ewmaHysteresis.ts}
 *
 * @param options times in milliseconds.
 * @returns an operator whose error notifications are those of the source and what `value` throws, and
 * `IcmpArgumentError` on subscription for an option that can never work, or later for a value that is no number.
 */
export function ewmaHysteresis<R extends EchoReply<unknown>>(
  options: EwmaHysteresisOptions<R> = {},
): OperatorFunction<R, LevelTransition<R>> {
  return detectTransitions('average', () => {
    checkOptions('options', options, OPTIONS);
    const { value = lossOf, weight = 0.125, high = 0.5, low = 0.2, idle = DEFAULT_IDLE } = options;
    checkFunction('value', value);
    checkNumber('weight', weight, 0.001, 1);
    if (!Number.isFinite(high))
      throw new IcmpArgumentError('high', high, 'a number', 'pass a finite number, such as 0.5.');
    const isBelow = Number.isFinite(low) && low < high;
    if (!isBelow)
      throw new IcmpArgumentError(
        'low',
        low,
        `a number below high, which is ${high}`,
        `pass a number less than ${high}.`,
      );
    checkIdle(idle);
    return { idle, newDetector: () => new MovingAverage(value, weight, low, high) };
  });
}

function lossOf(reply: EchoReply<unknown>): number | null {
  const vote = voteOf(reply);
  return vote === 'abstain' ? null : Number(vote === 'down');
}

class MovingAverage<R> implements Detector<R, LevelState> {
  state: LevelState = 'unknown';
  readonly flapping = false;
  readonly #valueOf: (reply: R) => number | null;
  readonly #weight: number;
  readonly #low: number;
  readonly #high: number;
  readonly #replies: R[] = [];
  #heard = 0;
  #mean = 0;

  constructor(valueOf: (reply: R) => number | null, weight: number, low: number, high: number) {
    this.#valueOf = valueOf;
    this.#weight = weight;
    this.#low = low;
    this.#high = high;
  }

  observe(reply: R): readonly R[] | null {
    const value = this.#valueOf(reply);
    if (value === null) return null;
    // It would stay in the mean for ever.
    if (!Number.isFinite(value))
      throw new IcmpArgumentError('value', value, 'a finite number, or null', 'return null for a reply that has none.');
    const needed = 1 / this.#weight;
    this.#heard++;
    this.#mean += (value - this.#mean) * Math.max(this.#weight, 1 / this.#heard);
    this.#replies.push(reply);
    if (this.#replies.length > needed) this.#replies.shift();
    if (this.#heard < needed) return null;
    const state = this.#mean >= this.#high ? 'raised' : this.#mean <= this.#low ? 'normal' : this.state;
    if (state === this.state) return null;
    this.state = state;
    return this.#replies.slice();
  }
}

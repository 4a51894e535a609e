import type { OperatorFunction } from 'rxjs';
import type { EchoReply } from '../observables/echoReply.ts';
import { checkInteger } from '../checks/checkInteger.ts';
import { checkIdle, DEFAULT_IDLE } from './keyed/checkIdle.ts';
import { checkNumber } from '../checks/checkNumber.ts';
import { checkOptions } from '../checks/checkOptions.ts';
import { median } from './statistics/median.ts';
import type { LevelState, LevelTransition } from './transition.ts';
import type { Detector } from './reachability/detector.ts';
import { detectTransitions } from './reachability/detectTransitions.ts';

/** What is usual, and how much more is too much. */
export interface BaselineShiftOptions {
  /** How many of the latest round-trip times are compared, 1 to 1,000; default 10. */
  readonly recent?: number | undefined;
  /** How many times before these they are compared with, `recent` to 10,000; default ten times `recent`. */
  readonly baseline?: number | undefined;
  /** Raised: the recent median is at least this many times the baseline's. 1 or more; default 2. */
  readonly factor?: number | undefined;
  /**
   * Normal again: the recent median is less than this many times the baseline's. 1 to `factor`; default halfway
   * between.
   */
  readonly clear?: number | undefined;
  /** Medians count as equal when they differ by less than this many milliseconds, 0 or more; default 1. */
  readonly least?: number | undefined;
  /** Forget a target after so many milliseconds without a reply, or `Infinity`; default a day. */
  readonly idle?: number | undefined;
}

const OPTIONS: readonly (keyof BaselineShiftOptions)[] = ['recent', 'baseline', 'factor', 'clear', 'least', 'idle'];

/**
 * Emits when the round-trip times of a target have become much longer than usual, and when they are usual again.
 *
 * ```text
 * source        ---a--a--a--a--b--b--b---|     a: 10 ms, b: 25 ms; recent: 2, baseline: 2
 * baselineShift ------------n-----r--n---|     n: normal, r: raised
 * ```
 *
 * Medians are compared, so single outliers change nothing. A target is `unknown` until there are twice as many
 * round-trip times as `recent`. A shift that stays becomes the baseline itself with time, and the target is normal again.
 * Only successes count: {@link reachability} tells when replies stay away.
 *
 * Each target is judged by itself, in constant memory. The evidence of a transition are the `recent` replies;
 * `flapping` is always false.
 *
 * @example
 * {@includeCode ../../examples/baselineShift.ts}
 *
 * @param options times in milliseconds.
 * @returns an operator whose error notifications are those of the source, and `IcmpArgumentError` on subscription for
 * an option that can never work.
 */
export function baselineShift<R extends EchoReply<unknown>>(
  options: BaselineShiftOptions = {},
): OperatorFunction<R, LevelTransition<R>> {
  return detectTransitions('latency', () => {
    checkOptions('options', options, OPTIONS);
    const { recent = 10, factor = 2, least = 1, idle = DEFAULT_IDLE } = options;
    const { baseline = 10 * recent, clear = (1 + factor) / 2 } = options;
    checkInteger('recent', recent, 1, 1000);
    checkInteger('baseline', baseline, recent, 10_000);
    checkNumber('factor', factor, 1);
    checkNumber('clear', clear, 1, factor);
    checkNumber('least', least, 0);
    checkIdle(idle);
    return { idle, newDetector: () => new Comparison({ recent, baseline, factor, clear, least }) };
  });
}

interface Settings {
  readonly recent: number;
  readonly baseline: number;
  readonly factor: number;
  readonly clear: number;
  readonly least: number;
}

class Comparison<R extends EchoReply<unknown>> implements Detector<R, LevelState> {
  state: LevelState = 'unknown';
  readonly flapping = false;
  readonly #settings: Settings;
  readonly #replies: R[] = [];
  readonly #rtts: number[] = [];

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  observe(reply: R): readonly R[] | null {
    if (reply.status !== 'success') return null;
    const { recent, baseline, factor, clear, least } = this.#settings;
    this.#replies.push(reply);
    if (this.#replies.length > recent) this.#replies.shift();
    this.#rtts.push(reply.rtt);
    if (this.#rtts.length > baseline + recent) this.#rtts.shift();
    if (this.#rtts.length < 2 * recent) return null;
    const usual = median(this.#rtts.slice(0, -recent));
    const now = median(this.#rtts.slice(-recent));
    const tooMuch = usual * (this.state === 'raised' ? clear : factor);
    const state = now >= tooMuch && now - usual >= least ? 'raised' : 'normal';
    if (state === this.state) return null;
    this.state = state;
    return this.#replies.slice();
  }
}

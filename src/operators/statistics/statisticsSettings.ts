import type { Observable, ObservableInput } from 'rxjs';
import { IcmpArgumentError } from '../../errors.ts';
import { checkInteger } from '../../checks/checkInteger.ts';
import { checkTime } from '../../checks/checkTime.ts';
import type { EchoReply } from '../../observables/echoReply.ts';
import { checkDelay } from '../../checks/checkDelay.ts';
import { checkIdle, DEFAULT_IDLE } from '../keyed/checkIdle.ts';
import { checkOptions } from '../../checks/checkOptions.ts';
import { streamOf } from '../../observables/options/streamOf.ts';
import { percentile, type Percentile } from './percentile.ts';
import type { StatisticsOptions } from '../statisticsOptions.ts';

const OPTIONS: readonly (keyof StatisticsOptions<never, never>)[] = ['by', 'window', 'every', 'percentiles', 'idle'];

/** The options of `statistics`, checked once for each subscription. */
export interface StatisticsSettings<R> {
  readonly keyOf: (reply: R) => string;
  readonly isByTarget: boolean;
  /** Null: everything counts. */
  readonly window: { readonly count: number } | { readonly time: number } | null;
  /** Null: with each reply. */
  readonly every: number | Observable<unknown> | null;
  readonly percentiles: readonly Percentile[];
  readonly idle: number;
}

/** Who writes one of these means an option here. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([['interval', 'did you mean every?']]);

/** @throws `IcmpArgumentError` for what can never work. */
export function statisticsSettings<R extends EchoReply<unknown>, P extends number>(
  options: StatisticsOptions<R, P>,
): StatisticsSettings<R> {
  checkOptions('options', options, OPTIONS, ELSEWHERE);
  const { by = 'target', window, every, percentiles = [50, 95, 99] } = options;
  const idle = options.idle ?? (by === 'all' ? Infinity : DEFAULT_IDLE);
  if (window !== undefined) checkWindow(window);
  checkPercentiles(percentiles);
  checkIdle(idle);
  return {
    keyOf: keyOf(by),
    isByTarget: by === 'target',
    window: window ?? null,
    every: every === undefined ? null : whenOf(every),
    percentiles: percentiles.map(percentile),
    idle,
  };
}

function whenOf(every: number | ObservableInput<unknown>): number | Observable<unknown> {
  if (typeof every === 'object' || typeof every === 'function')
    return streamOf('every', every, 'pass milliseconds, or a stream.');
  checkDelay('every', every);
  return every;
}

function keyOf<R extends EchoReply<unknown>>(by: 'target' | 'all' | ((reply: R) => string)): (reply: R) => string {
  if (by === 'target') return (reply) => reply.target;
  if (by === 'all') return () => 'all';
  if (typeof by === 'function') {
    return (reply) => {
      const key = by(reply);
      if (typeof key === 'string') return key;
      throw new IcmpArgumentError('by', key, 'text', 'return text, such as that of String(value).');
    };
  }
  throw new IcmpArgumentError('by', by, "'target', 'all' or a function of a reply", "leave it out for 'target'.");
}

function checkWindow(window: { readonly count?: number; readonly time?: number } | number): void {
  if (typeof window === 'number') {
    const fix = `write { count: ${window} } for replies, { time: ${window} } for milliseconds.`;
    throw new IcmpArgumentError('window', window, 'an object with either count or time', fix);
  }
  checkOptions('window', window, ['count', 'time']);
  const { count, time } = window;
  if ((count === undefined) === (time === undefined)) {
    throw new IcmpArgumentError('window', window, 'an object with either count or time', 'give one of them.');
  }
  if (count !== undefined) checkInteger('window.count', count, 1, 1_000_000);
  if (time !== undefined) checkTime('window.time', time, 'no zero');
}

function checkPercentiles(percentiles: readonly number[]): void {
  if (Array.isArray(percentiles) && percentiles.every((p) => typeof p === 'number' && p >= 0 && p <= 100)) return;
  throw new IcmpArgumentError(
    'percentiles',
    percentiles,
    'an array of numbers from 0 to 100',
    'for example pass [50, 95].',
  );
}

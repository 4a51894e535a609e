import { clock } from '../../text/clock.ts';
import type { SweepEveryOptions } from '../../../index.ts';
import type { SweepTargets } from '../../targets/sweepTargets.ts';

/**
 * Makes the line about a sweep that is under way.
 *
 * @returns a function of the number of outcomes so far, the number of answers, and the milliseconds since the start.
 */
export function sweepProgress(
  { size }: SweepTargets,
  list: readonly string[] | null,
  { rounds = Infinity }: SweepEveryOptions,
): (probed: number, answered: number, elapsed: number) => string {
  const total = list === null ? size : list.length * rounds;
  return (probed, answered, elapsed) => {
    const rate = (probed * 1000) / Math.max(elapsed, 1);
    const parts = [`${answered} answered`, `${Math.round(rate)}/s`];
    const isFinite = total !== null && total < Infinity;
    if (isFinite && probed > 0) parts.push(`${clock(((total - probed) / rate) * 1000)} left`);
    return `${probed}${isFinite ? ` of ${total} (${Math.floor((probed / total) * 100)}%)` : ''} probed, ${parts.join(', ')}`;
  };
}

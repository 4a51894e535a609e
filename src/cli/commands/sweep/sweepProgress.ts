import type { SweepEveryOptions } from '../../../index.ts';
import type { SweepTargets } from '../../targets/sweepTargets.ts';

/**
 * Makes the line about a sweep that goes on.
 *
 * @returns a function of the outcomes so far, the answers among them, and the milliseconds since the start.
 */
export function sweepProgress(
  { size }: SweepTargets,
  list: readonly string[] | null,
  { rounds = 1 }: SweepEveryOptions,
): (probed: number, answered: number, elapsed: number) => string {
  const total = list === null ? size : list.length * rounds;
  return (probed, answered, elapsed) => {
    const rate = (probed * 1000) / Math.max(elapsed, 1);
    const parts = [`${answered} answered`, `${Math.round(rate)}/s`];
    const isFinite = total !== null && total < Infinity;
    if (isFinite && probed > 0) parts.push(`${clock((total - probed) / rate)} left`);
    return `${probed}${isFinite ? ` of ${total} (${Math.floor((probed / total) * 100)}%)` : ''} probed, ${parts.join(', ')}`;
  };
}

/** Minutes and seconds, with hours where there are any. */
function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [Math.floor(whole / 60) % 60, whole % 60].map((part) => String(part).padStart(2, '0'));
  const hours = Math.floor(whole / 3600);
  return (hours > 0 ? [String(hours), ...parts] : parts).join(':');
}

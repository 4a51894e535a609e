import type { SweepManner } from '../../arguments/sweepFlags.ts';
import type { TargetStatistics } from '../../counts/targetTally.ts';
import { formatTimes, remarksOf } from '../../text/formatStatistics.ts';
import { statisticsTable } from '../../text/statisticsTable.ts';
import { upAndDown } from '../../text/upAndDown.ts';

/**
 * The text after a sweep: in rounds a line for each target, and then a line for all.
 *
 * @param counts how many targets of a single pass answered, and how many did not; null in rounds.
 * @param elapsed milliseconds.
 * @returns null when only targets are to be printed.
 */
export function sweepSummary(
  { alive = false, unreachable = false, quiet = false }: SweepManner,
  all: readonly TargetStatistics[],
  counts: readonly [up: number, down: number] | null,
  elapsed: number,
): string | null {
  if (alive || unreachable) return null;
  const lines: string[] = [];
  if (!quiet) lines.push('');
  if (counts === null) {
    const up = all.filter(({ received }) => received > 0).length;
    lines.push(statisticsTable(all), upAndDown(up, all.length - up, elapsed));
  } else {
    const [one] = all;
    lines.push([upAndDown(...counts, elapsed), ...remarksOf(one!)].join(', '));
    const times = formatTimes(one!);
    if (times !== null) lines.push(times);
  }
  return lines.join('\n');
}

import type { TargetStatistics } from '../counts/targetTally.ts';

/** The lines at the end of a series, as ping writes them. What did not happen is left out. */
export function formatStatistics(statistics: TargetStatistics): string {
  const { target, sent, received, lossRatio } = statistics;
  const counts = [`${sent} sent`, `${received} received`];
  if (lossRatio !== null) counts.push(`${Number((lossRatio * 100).toFixed(2))}% loss`);
  counts.push(...remarksOf(statistics));
  const lines = [`--- ${target} statistics ---`, counts.join(', ')];
  const times = formatTimes(statistics);
  if (times !== null) lines.push(times);
  return lines.join('\n');
}

/** The times of all that answered, as ping writes them; null when nobody did. */
export function formatTimes({ rtt }: Pick<TargetStatistics, 'rtt'>): string | null {
  if (rtt === null) return null;
  const values = [rtt.min, rtt.avg, rtt.max, rtt.stddev].map((value) => value.toFixed(3));
  return `rtt min/avg/max/stddev = ${values.join('/')} ms`;
}

/** What happened beside answers and silence, each with its count. */
export function remarksOf({ late, duplicates, rejected, notSent, skipped }: TargetStatistics): string[] {
  const counts = [
    [rejected, 'rejected'],
    [late, 'late'],
    [duplicates, duplicates === 1 ? 'duplicate' : 'duplicates'],
    [notSent, 'not sent'],
    [skipped, 'skipped'],
  ] as const;
  return counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
}

import type { TargetStatistics } from '../counts/targetTally.ts';

/** The lines at the end of a series, as ping writes them. What did not happen is left out. */
export function formatStatistics(statistics: TargetStatistics): string {
  const { target, sent, received, late, duplicates, rejected, notSent, skipped, lossRatio, rtt } = statistics;
  const counts = [`${sent} sent`, `${received} received`];
  if (lossRatio !== null) counts.push(`${Number((lossRatio * 100).toFixed(2))}% loss`);
  for (const [count, what] of [
    [rejected, 'rejected'],
    [late, 'late'],
    [duplicates, duplicates === 1 ? 'duplicate' : 'duplicates'],
    [notSent, 'not sent'],
    [skipped, 'skipped'],
  ] as const) {
    if (count > 0) counts.push(`${count} ${what}`);
  }
  const lines = [`--- ${target} statistics ---`, counts.join(', ')];
  if (rtt !== null) {
    const values = [rtt.min, rtt.avg, rtt.max, rtt.stddev].map((value) => value.toFixed(3));
    lines.push(`rtt min/avg/max/stddev = ${values.join('/')} ms`);
  }
  return lines.join('\n');
}

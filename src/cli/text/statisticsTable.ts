import type { TargetStatistics } from '../counts/targetTally.ts';
import { remarksOf } from './formatStatistics.ts';
import { table } from './table.ts';

const TITLES = ['HOST', 'SENT', 'RECV', 'LOSS', 'MIN', 'AVG', 'P95', 'MAX', 'JITTER', ''];
const ON_THE_LEFT = new Set([0, TITLES.length - 1]);

/** A line of titles, and a line for each target, with remarks such as duplicates at its end. Times in milliseconds. */
export function statisticsTable(all: readonly TargetStatistics[]): string {
  return table([TITLES, ...all.map(rowOf)], ON_THE_LEFT).join('\n');
}

function rowOf(one: TargetStatistics): string[] {
  const { target, sent, received, lossRatio, rtt, percentiles, jitter } = one;
  return [
    target,
    String(sent),
    String(received),
    lossRatio === null ? '-' : `${(lossRatio * 100).toFixed(1)}%`,
    ...[rtt?.min, rtt?.avg, percentiles.p95, rtt?.max, jitter?.meanAbsolute].map((time) => time?.toFixed(3) ?? '-'),
    remarksOf(one).join(', '),
  ];
}

import type { EchoReply, HopStatistics } from '../../index.ts';
import type { TargetStatistics } from '../counts/targetTally.ts';

type Value = string | number | boolean | null | undefined;
/**
 * The columns of a table with commas (RFC 4180): the title of each, and its cell for a row. An empty cell means no
 * value.
 */
export type Columns<T> = readonly (readonly [name: string, cell: (row: T) => Value])[];

export const REPLY_COLUMNS: Columns<EchoReply> = [
  ['target', (r) => r.target],
  ['destination', (r) => r.destination],
  ['responder', (r) => r.responder],
  ['sequence', (r) => r.sequence],
  ['round', (r) => r.round],
  ['attempt', (r) => r.attempt],
  ['status', (r) => r.status],
  ['statusCode', (r) => r.statusCode],
  ['errorCode', (r) => r.errorCode],
  ['sentAt', (r) => r.sentAt],
  ['rtt', (r) => r.rtt],
  ['rttClock', (r) => r.rttClock],
  ['icmpType', (r) => r.icmp?.type],
  ['icmpCode', (r) => r.icmp?.code],
  ['replyTtl', (r) => r.replyTtl],
  ['size', (r) => r.size],
  ['truncated', (r) => r.truncated],
  ['altered', (r) => r.altered],
  ['unproven', (r) => r.unproven],
  ['mtu', (r) => r.mtu],
  ['missed', (r) => r.missed],
];

type Counted = Pick<
  TargetStatistics,
  'sent' | 'received' | 'lost' | 'rejected' | 'notSent' | 'skipped' | 'late' | 'duplicates' | 'lossRatio' | 'rtt'
> &
  Pick<TargetStatistics, 'jitter' | 'percentiles'>;

const COUNTED_COLUMNS: Columns<Counted> = [
  ['sent', (s) => s.sent],
  ['received', (s) => s.received],
  ['lost', (s) => s.lost],
  ['rejected', (s) => s.rejected],
  ['notSent', (s) => s.notSent],
  ['skipped', (s) => s.skipped],
  ['late', (s) => s.late],
  ['duplicates', (s) => s.duplicates],
  ['lossRatio', (s) => s.lossRatio],
  ['rttMin', (s) => s.rtt?.min],
  ['rttAvg', (s) => s.rtt?.avg],
  ['rttMax', (s) => s.rtt?.max],
  ['rttStddev', (s) => s.rtt?.stddev],
  ['rttMedian', (s) => s.rtt?.median],
  ['p95', (s) => s.percentiles.p95],
  ['p99', (s) => s.percentiles.p99],
  ['jitterRfc3550', (s) => s.jitter?.rfc3550],
  ['jitterMeanAbsolute', (s) => s.jitter?.meanAbsolute],
];

export const STATISTICS_COLUMNS: Columns<TargetStatistics> = [
  ['target', (s) => s.target],
  ['from', (s) => s.from],
  ['to', (s) => s.to],
  ...COUNTED_COLUMNS,
];

export const HOP_COLUMNS: Columns<HopStatistics> = [
  ['target', (h) => h.key],
  ['ttl', (h) => h.ttl],
  ['responders', (h) => h.responders.join(' ')],
  ['likelyRateLimited', (h) => h.likelyRateLimited],
  ...COUNTED_COLUMNS,
];

/** The line with the names of columns. */
export function csvHead(columns: Columns<never>): string {
  return columns.map(([name]) => name).join(',');
}

export function csvLine<T>(columns: Columns<T>, row: T): string {
  return columns.map(([, cell]) => quoted(cell(row))).join(',');
}

function quoted(value: Value): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

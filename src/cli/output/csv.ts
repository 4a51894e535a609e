import type { EchoReply, HopStatistics } from '../../index.ts';
import type { TargetStatistics } from '../counts/targetTally.ts';

/** A field of a value, or one of an object in it, as in `rtt.min`, or of each object of a list, as in `mplsLabels.label`. */
type PathOf<T> = {
  [Key in keyof T & string]: NonNullable<T[Key]> extends readonly (infer Item)[]
    ? Item extends object
      ? `${Key}.${keyof Item & string}`
      : Key
    : NonNullable<T[Key]> extends object
      ? `${Key}.${keyof NonNullable<T[Key]> & string}`
      : Key;
}[keyof T & string];

/**
 * The columns of a table with commas (RFC 4180): the field of `--json` in each, and what stands above where that is not the
 * field's own name, `rttMin` of `rtt.min`.
 */
export type Columns<T> = readonly (PathOf<T> | readonly [path: PathOf<T>, name: string])[];

export const REPLY_COLUMNS: Columns<EchoReply> = [
  'target',
  'destination',
  'responder',
  'sequence',
  'round',
  'attempt',
  'status',
  'statusCode',
  'errorCode',
  'sentAt',
  'rtt',
  'rttClock',
  'icmp.type',
  'icmp.code',
  'replyTtl',
  'size',
  'truncated',
  'altered',
  'unproven',
  'mtu',
  ['mplsLabels.label', 'mplsLabels'],
  'missed',
];

type Counted = Pick<
  TargetStatistics,
  | 'sent'
  | 'received'
  | 'lost'
  | 'rejected'
  | 'notSent'
  | 'skipped'
  | 'late'
  | 'duplicates'
  | 'lossRatio'
  | 'rtt'
  | 'jitter'
  | 'percentiles'
>;

const COUNTED_COLUMNS: Columns<Counted> = [
  'sent',
  'received',
  'lost',
  'rejected',
  'notSent',
  'skipped',
  'late',
  'duplicates',
  'lossRatio',
  'rtt.min',
  'rtt.avg',
  'rtt.max',
  'rtt.stddev',
  'rtt.median',
  ['percentiles.p95', 'p95'],
  ['percentiles.p99', 'p99'],
  'jitter.rfc3550',
  'jitter.meanAbsolute',
];

export const STATISTICS_COLUMNS: Columns<TargetStatistics> = ['target', 'from', 'to', ...COUNTED_COLUMNS];

export const HOP_COLUMNS: Columns<HopStatistics> = [
  ['key', 'target'],
  'ttl',
  'responders',
  ['mplsLabels.label', 'mplsLabels'],
  'likelyRateLimited',
  ...COUNTED_COLUMNS,
];

/** The line with the names of columns. */
export function csvHead(columns: Columns<never>): string {
  return columns.map(nameOf).join(',');
}

/** An empty cell is no value; what is several stands with blanks between. */
export function csvLine<T>(columns: Columns<T>, row: T): string {
  return columns.map((column) => quoted(cellOf(row, pathOf(column)))).join(',');
}

type Column = string | readonly [path: string, name: string];

export function pathOf(column: Column): string {
  return typeof column === 'string' ? column : column[0];
}

export function nameOf(column: Column): string {
  return typeof column === 'string'
    ? column.replaceAll(/\.(.)/g, (_, letter: string) => letter.toUpperCase())
    : column[1];
}

function cellOf(row: unknown, path: string): string {
  let value = row;
  for (const key of path.split('.')) value = Array.isArray(value) ? value.map((one) => at(one, key)) : at(value, key);
  return Array.isArray(value) ? value.join(' ') : String((value as string | number | boolean | null | undefined) ?? '');
}

function at(value: unknown, key: string): unknown {
  return (value as Record<string, unknown> | null)?.[key];
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

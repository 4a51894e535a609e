import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One call that the double of iphlpapi.dll saw. */
export interface DoubleCall {
  readonly call: 'create' | 'close' | 'send';
  readonly family: 4 | 6;
  readonly mode: 'event' | 'apc' | 'sync';
  readonly apcPassed: boolean;
  readonly destination: string;
  readonly source: string;
  readonly size: number;
  readonly ttl: number | null;
  readonly flags: number | null;
  readonly replySize: number;
  readonly timeout: number;
  /** Requests that the double had at that time. */
  readonly outstanding: number;
  /** For a close: the number of requests of the handle. */
  readonly pending: number;
  /** For a close that failed. */
  readonly error?: number;
  /** A word of the script that means nothing. */
  readonly mistake?: string;
}

/** Everything that the double in this process has written by now, in order. */
export function doubleLog(): readonly DoubleCall[] {
  const path = join(process.env['RXICMP_DOUBLE_LOG']!, `${process.pid}`);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as DoubleCall);
}

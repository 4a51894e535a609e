import type { PingOptions } from '../../index.ts';
import {
  BELL_FLAG,
  DURATION_FLAG,
  EVERY_FLAG,
  FILE_FLAG,
  FORM_FLAGS,
  INTERVAL_FLAG,
  LATE_FLAG,
  NUMERIC_FLAG,
  PROBE_FLAGS,
  QUIET_FLAG,
  RETRY_FLAG,
  RECORD_FLAG,
  ROUTE_FLAGS,
  SPREAD_FLAG,
  STAMPS_FLAG,
  TIMEOUT_FLAG,
} from './commonFlags.ts';
import type { Flags } from './flag.ts';
import type { Manner } from './manner.ts';

/** How a series is told. */
export interface PingManner extends Manner {
  /** As a line of marbles for each target, not as a line for each probe. */
  readonly marbles?: boolean;
}

/** The options of `rxicmp ping`. */
export const PING_FLAGS: Flags<keyof PingOptions, keyof PingManner> = {
  file: FILE_FLAG,
  count: { short: 'c', value: 'N', option: 'count', as: 'number', help: 'stop after N probes; default: at Ctrl-C' },
  for: { ...DURATION_FLAG, elsewhere: 'for -w of Windows write --timeout TIME.' },
  interval: INTERVAL_FLAG,
  timeout: TIMEOUT_FLAG,
  ...PROBE_FLAGS,
  retry: RETRY_FLAG,
  late: { ...LATE_FLAG, help: `${LATE_FLAG.help}; default 5s` },
  spread: SPREAD_FLAG,
  ...ROUTE_FLAGS,
  record: RECORD_FLAG,
  quiet: QUIET_FLAG,
  numeric: { ...NUMERIC_FLAG, elsewhere: 'for -n of Windows write --count N.' },
  stamps: STAMPS_FLAG,
  audible: { short: 'a', own: 'bell', is: 'answer', help: 'ring on each answer' },
  bell: BELL_FLAG,
  marbles: { own: 'marbles', help: 'draw a line of marbles: r reply, t timed out, x refused' },
  every: EVERY_FLAG,
  ...FORM_FLAGS,
  output: { ...FORM_FLAGS.output, elsewhere: 'for -o of BSD write rxicmp wait HOST.' },
};

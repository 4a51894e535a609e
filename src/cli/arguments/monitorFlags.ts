import type { NofM, PingOptions } from '../../index.ts';
import {
  BELL_FLAG,
  DURATION_FLAG,
  EVERY_FLAG,
  FILE_FLAG,
  FORM_FLAGS,
  INTERVAL_FLAG,
  LATE_FLAG,
  PROBE_FLAGS,
  QUIET_FLAG,
  RETRY_FLAG,
  RECORD_FLAG,
  ROUTE_FLAGS,
  SPREAD_FLAG,
  TIMEOUT_FLAG,
} from './commonFlags.ts';
import type { Flags } from './flag.ts';
import type { Manner } from './manner.ts';

/** When a target is up or down. */
export interface MonitorManner extends Manner {
  readonly down?: NofM;
  readonly up?: NofM;
}

/** The options of `rxicmp monitor`. */
export const MONITOR_FLAGS: Flags<keyof PingOptions, keyof MonitorManner> = {
  file: { ...FILE_FLAG, help: `${FILE_FLAG.help}; read again when it changes` },
  count: { short: 'c', value: 'N', option: 'count', as: 'number', help: 'stop after N probes; default: at Ctrl-C' },
  for: DURATION_FLAG,
  interval: INTERVAL_FLAG,
  timeout: TIMEOUT_FLAG,
  down: { value: 'N/M', own: 'down', as: 'n/m', help: 'down when N of the latest M probes failed; default 3/3' },
  up: { value: 'N/M', own: 'up', as: 'n/m', help: 'up when N of the latest M were answered; default 2/2' },
  ...PROBE_FLAGS,
  retry: RETRY_FLAG,
  late: LATE_FLAG,
  spread: { ...SPREAD_FLAG, help: `${SPREAD_FLAG.help}: the default` },
  aligned: { option: 'phase', is: 'aligned', help: 'probe all targets at once, not spread' },
  ...ROUTE_FLAGS,
  record: RECORD_FLAG,
  quiet: QUIET_FLAG,
  audible: { short: 'a', own: 'bell', is: 'answer', help: 'ring when a target comes up' },
  bell: { ...BELL_FLAG, help: 'ring when a target comes up (answer) or goes down (loss)' },
  every: EVERY_FLAG,
  ...FORM_FLAGS,
};

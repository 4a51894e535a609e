import type { NofM, PingOptions } from '../../index.ts';
import {
  DURATION_FLAG,
  FILE_FLAG,
  OUTPUT_FLAGS,
  INTERVAL_FLAG,
  LATE_FLAG,
  PROBE_FLAGS,
  RETRY_FLAG,
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
  file: FILE_FLAG,
  count: { short: 'c', value: 'N', option: 'count', as: 'number', help: 'stop after N probes; default: at Ctrl-C' },
  for: DURATION_FLAG,
  interval: INTERVAL_FLAG,
  timeout: TIMEOUT_FLAG,
  down: { value: 'N/M', own: 'down', as: 'n/m', help: 'down when N of the latest M probes failed; default 3/3' },
  up: { value: 'N/M', own: 'up', as: 'n/m', help: 'up when N of the latest M were answered; default 2/2' },
  ...PROBE_FLAGS,
  retry: RETRY_FLAG,
  late: LATE_FLAG,
  spread: SPREAD_FLAG,
  ...ROUTE_FLAGS,
  ...OUTPUT_FLAGS,
};

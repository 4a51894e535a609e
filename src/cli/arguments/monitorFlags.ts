import type { NofM, PingOptions } from '../../index.ts';
import { OUTPUT_FLAGS, ROUTE_FLAGS, TIMEOUT_FLAG } from './commonFlags.ts';
import type { Flags } from './flag.ts';

/** The options of the series, and when a target is up or down. */
export interface MonitorRun extends PingOptions {
  readonly down?: NofM;
  readonly up?: NofM;
}

/** The options of `rxicmp monitor`. */
export const MONITOR_FLAGS: Flags<keyof MonitorRun> = {
  interval: { short: 'i', value: 'MS', option: 'interval', as: 'number', help: 'from probe to probe; default 1000' },
  timeout: TIMEOUT_FLAG,
  down: { value: 'N/M', option: 'down', as: 'n/m', help: 'down when N of the latest M probes failed; default 3/3' },
  up: { value: 'N/M', option: 'up', as: 'n/m', help: 'up when N of the latest M were answered; default 2/2' },
  ...ROUTE_FLAGS,
  ...OUTPUT_FLAGS,
};

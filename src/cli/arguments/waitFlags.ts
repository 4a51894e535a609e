import type { PingOptions } from '../../index.ts';
import {
  FEW_FORM_FLAGS,
  FILE_FLAG,
  FOR_FLAG,
  INTERVAL_FLAG,
  PROBE_FLAGS,
  QUIET_FLAG,
  ROUTE_FLAGS,
  SPREAD_FLAG,
  STAMPS_FLAG,
  TIMEOUT_FLAG,
} from './commonFlags.ts';
import type { Flags } from './flag.ts';
import type { Manner } from './manner.ts';

/** What `rxicmp wait` waits for. */
export interface WaitManner extends Manner {
  /** Wait for silence, not for an answer. */
  readonly silence?: boolean;
}

/** The options of `rxicmp wait`. */
export const WAIT_FLAGS: Flags<keyof PingOptions, keyof WaitManner> = {
  file: FILE_FLAG,
  down: { own: 'silence', help: 'wait until a target is silent' },
  count: { short: 'c', value: 'N', option: 'count', as: 'number', help: 'give up after N probes; default: never' },
  for: { ...FOR_FLAG, help: 'give up after this time, as in 30s, 5m; default: never' },
  interval: INTERVAL_FLAG,
  timeout: TIMEOUT_FLAG,
  ...PROBE_FLAGS,
  spread: SPREAD_FLAG,
  ...ROUTE_FLAGS,
  quiet: { ...QUIET_FLAG, help: 'print nothing' },
  stamps: STAMPS_FLAG,
  audible: { short: 'a', own: 'bell', is: 'answer', help: 'ring for each target that is waited for no more' },
  ...FEW_FORM_FLAGS,
};

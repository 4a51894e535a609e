import type { PingOptions } from '../../index.ts';
import {
  FILE_FLAG,
  FOR_FLAG,
  INTERVAL_FLAG,
  OUTPUT_FLAGS,
  PROBE_FLAGS,
  QUIET_FLAG,
  ROUTE_FLAGS,
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
  for: { ...FOR_FLAG, help: 'give up after this time, as in 30s, 5m; default: never' },
  interval: INTERVAL_FLAG,
  timeout: TIMEOUT_FLAG,
  ...PROBE_FLAGS,
  ...ROUTE_FLAGS,
  quiet: { ...QUIET_FLAG, help: 'print nothing' },
  ...OUTPUT_FLAGS,
};

import type { PathMtuOptions } from '../../index.ts';
import { OUTPUT_FLAGS, ROUTE_FLAGS, TIMEOUT_FLAG } from './commonFlags.ts';
import type { Flags } from './flag.ts';

/** The options of `rxicmp mtu`. */
export const MTU_FLAGS: Flags<keyof PathMtuOptions> = {
  timeout: TIMEOUT_FLAG,
  ...ROUTE_FLAGS,
  ...OUTPUT_FLAGS,
};

import type { PathMtuOptions } from '../../index.ts';
import {
  FEW_FORM_FLAGS,
  QUIET_FLAG,
  RETRY_FLAG,
  ROUTE_FLAGS,
  STAMPS_FLAG,
  TIMEOUT_FLAG,
  TOS_FLAG,
} from './commonFlags.ts';
import type { Flags } from './flag.ts';
import type { Manner } from './manner.ts';

/** The options of `rxicmp mtu`. */
export const MTU_FLAGS: Flags<keyof PathMtuOptions, keyof Manner> = {
  timeout: TIMEOUT_FLAG,
  max: { value: 'BYTES', option: 'max', as: 'number', help: 'the largest packet that is tried; default 65528' },
  retry: { ...RETRY_FLAG, help: 'try an unanswered size up to N more times; default 2' },
  ttl: {
    short: 't',
    value: 'N',
    option: 'ttl',
    as: 'number',
    help: "TTL or hop limit, 1 to 255; default: the system's",
  },
  tos: TOS_FLAG,
  ...ROUTE_FLAGS,
  quiet: QUIET_FLAG,
  stamps: STAMPS_FLAG,
  ...FEW_FORM_FLAGS,
};

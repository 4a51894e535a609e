import type { PingOptions } from '../../index.ts';
import { OUTPUT_FLAGS, ROUTE_FLAGS, SIZE_FLAG, TIMEOUT_FLAG } from './commonFlags.ts';
import type { Flags } from './flag.ts';

/** The options of `rxicmp ping`. */
export const PING_FLAGS: Flags<keyof PingOptions> = {
  count: { short: 'c', value: 'N', option: 'count', as: 'number', help: 'stop after N probes; default: at Ctrl-C' },
  interval: { short: 'i', value: 'MS', option: 'interval', as: 'number', help: 'from probe to probe; default 1000' },
  timeout: TIMEOUT_FLAG,
  size: SIZE_FLAG,
  ttl: {
    short: 't',
    value: 'N',
    option: 'ttl',
    as: 'number',
    help: "TTL or hop limit, 1 to 255; default: the system's",
  },
  tos: { value: 'N', option: 'tos', as: 'number', help: 'TOS or traffic class, 0 to 255' },
  df: { option: 'dontFragment', as: true, help: "don't fragment" },
  ...ROUTE_FLAGS,
  ...OUTPUT_FLAGS,
};

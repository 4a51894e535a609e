import type { PingOptions } from '../index.ts';
import { OUTPUT_FLAGS, ROUTE_FLAGS, TIMEOUT_FLAG } from './commonFlags.ts';
import type { Flags } from './flag.ts';

/** The options of `rxicmp ping`. */
export const PING_FLAGS: Flags<keyof PingOptions> = {
  count: { short: 'c', value: 'N', option: 'count', as: 'number', help: 'stop after N probes; default: at Ctrl-C' },
  interval: { short: 'i', value: 'MS', option: 'interval', as: 'number', help: 'from probe to probe; default 1000' },
  timeout: TIMEOUT_FLAG,
  size: { short: 's', value: 'BYTES', option: 'payload', as: 'number', help: 'payload, 0 to 65500; default 32' },
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

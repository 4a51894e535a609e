import type { TracerouteOptions } from '../../index.ts';
import { OUTPUT_FLAGS, INTERVAL_FLAG, ROUTE_FLAGS, SIZE_FLAG, TIMEOUT_FLAG, TOS_FLAG } from './commonFlags.ts';
import type { Flags } from './flag.ts';
import type { Manner } from './manner.ts';

/** The options of `rxicmp trace`. */
export const TRACE_FLAGS: Flags<keyof TracerouteOptions, keyof Manner> = {
  count: {
    short: 'c',
    value: 'N',
    option: 'rounds',
    as: 'number',
    help: 'stop after N rounds; default: 1',
  },
  interval: { ...INTERVAL_FLAG, help: 'from round to round; default 1s' },
  'max-ttl': { short: 'm', value: 'N', option: 'maxTtl', as: 'number', help: 'hops at most, 1 to 255; default 30' },
  probes: {
    value: 'N',
    option: 'probes',
    as: 'number',
    help: 'probes for each hop of a round, 1 to 100; default 3',
  },
  rate: {
    value: 'N',
    option: 'rate',
    as: 'number',
    help: 'probes a second at most; default: no limit',
    expected: 'a number of probes a second above 0',
  },
  timeout: TIMEOUT_FLAG,
  tos: TOS_FLAG,
  df: { option: 'dontFragment', help: "don't fragment" },
  size: SIZE_FLAG,
  ...ROUTE_FLAGS,
  ...OUTPUT_FLAGS,
};

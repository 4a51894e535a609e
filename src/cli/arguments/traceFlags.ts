import type { TracerouteOptions } from '../../index.ts';
import { OUTPUT_FLAGS, ROUTE_FLAGS, SIZE_FLAG, TIMEOUT_FLAG } from './commonFlags.ts';
import type { Flags } from './flag.ts';

/** The options of `rxicmp trace`. */
export const TRACE_FLAGS: Flags<keyof TracerouteOptions> = {
  'max-ttl': { short: 'm', value: 'N', option: 'maxTtl', as: 'number', help: 'hops at most, 1 to 255; default 30' },
  probes: { short: 'q', value: 'N', option: 'probes', as: 'number', help: 'probes for each hop, 1 to 100; default 3' },
  timeout: TIMEOUT_FLAG,
  tos: { value: 'N', option: 'tos', as: 'number', help: 'TOS or traffic class, 0 to 255' },
  size: SIZE_FLAG,
  ...ROUTE_FLAGS,
  ...OUTPUT_FLAGS,
};

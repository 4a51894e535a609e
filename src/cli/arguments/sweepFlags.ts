import type { SweepOptions } from '../../index.ts';
import { OUTPUT_FLAGS, ROUTE_FLAGS, TIMEOUT_FLAG } from './commonFlags.ts';
import type { Flags } from './flag.ts';

/** The sweep's own options, and how often it is run. */
export interface SweepRun extends SweepOptions {
  /** Milliseconds from round to round; it is one pass without this and `rounds`. */
  readonly interval?: number;
  readonly rounds?: number;
  /** Print only who answers. */
  readonly alive?: true;
}

/** The options of `rxicmp sweep`. */
export const SWEEP_FLAGS: Flags<keyof SweepRun> = {
  rate: {
    value: 'N',
    option: 'rate',
    as: 'number',
    help: 'probes a second at most; default 1000, in rounds no limit; Infinity: no limit',
    expected: 'a number of probes a second above 0',
  },
  concurrency: { value: 'N', option: 'concurrent', as: 'number', help: 'probes under way at most; default 65536' },
  retry: { short: 'r', value: 'N', option: 'retry', as: 'number', help: 'try so often again; default 0' },
  interval: { short: 'i', value: 'MS', option: 'interval', as: 'number', help: 'sweep again and again; default: once' },
  rounds: {
    value: 'N',
    option: 'rounds',
    as: 'number',
    help: 'stop after N rounds; default with --interval: at Ctrl-C',
  },
  timeout: TIMEOUT_FLAG,
  alive: { short: 'a', option: 'alive', as: true, help: 'print only the targets that answer' },
  ...ROUTE_FLAGS,
  ...OUTPUT_FLAGS,
};

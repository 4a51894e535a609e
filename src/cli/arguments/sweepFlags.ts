import type { SweepEveryOptions } from '../../index.ts';
import {
  BELL_FLAG,
  EVERY_FLAG,
  FILE_FLAG,
  FOR_FLAG,
  FORM_FLAGS,
  LATE_FLAG,
  NUMERIC_FLAG,
  PROBE_FLAGS,
  QUIET_FLAG,
  RETRY_FLAG,
  ROUTE_FLAGS,
  SIZE_FLAG,
  STAMPS_FLAG,
  TIMEOUT_FLAG,
} from './commonFlags.ts';
import type { Flags } from './flag.ts';
import type { Manner } from './manner.ts';

/** How a sweep is printed, and how often it is run. */
export interface SweepManner extends Manner {
  /** Milliseconds from round to round; without this and `rounds` there is a single pass. */
  readonly interval?: number;
  readonly exclude?: readonly string[];
  /** Print only who answers. */
  readonly alive?: boolean;
  /** Print only who does not. */
  readonly unreachable?: boolean;
  /** With the time of each answer. */
  readonly elapsed?: boolean;
  readonly format?: 'fping';
}

/** The options of `rxicmp sweep`. */
export const SWEEP_FLAGS: Flags<keyof SweepEveryOptions, keyof SweepManner> = {
  file: FILE_FLAG,
  exclude: {
    short: 'x',
    value: 'LIST',
    own: 'exclude',
    as: 'list',
    help: 'leave out blocks, ranges, addresses, names',
  },
  rate: {
    value: 'N',
    option: 'rate',
    as: 'number',
    help: 'probes a second at most; default 1000, in rounds no limit; Infinity: no limit',
    expected: 'a number of probes a second above 0',
  },
  concurrency: { value: 'N', option: 'concurrent', as: 'number', help: 'probes under way at most; default 65536' },
  retry: RETRY_FLAG,
  count: {
    short: 'c',
    value: 'N',
    option: 'rounds',
    as: 'number',
    help: 'sweep N times; default with --interval: no end',
  },
  interval: { short: 'i', value: 'TIME', own: 'interval', as: 'time', help: 'sweep again and again; default: once' },
  for: FOR_FLAG,
  timeout: TIMEOUT_FLAG,
  ...PROBE_FLAGS,
  size: { ...SIZE_FLAG, elsewhere: 'leave out -s of fping: the statistics are always printed.' },
  late: LATE_FLAG,
  ...ROUTE_FLAGS,
  alive: { short: 'a', own: 'alive', help: 'print only the targets that answer' },
  unreachable: { short: 'u', own: 'unreachable', help: 'print only the targets that do not' },
  elapsed: { short: 'e', own: 'elapsed', help: 'with the time of each answer' },
  format: {
    value: 'NAME',
    own: 'format',
    choices: ['fping'],
    help: "lines as fping's: -C in rounds, else who is alive",
  },
  quiet: QUIET_FLAG,
  numeric: NUMERIC_FLAG,
  stamps: STAMPS_FLAG,
  bell: BELL_FLAG,
  every: EVERY_FLAG,
  ...FORM_FLAGS,
  output: {
    ...FORM_FLAGS.output,
    elsewhere: 'for -o of fping write rxicmp monitor HOST..., which tells how long each outage was.',
  },
};

import type { TracerouteOptions } from '../../index.ts';
import {
  EVERY_FLAG,
  FOR_FLAG,
  FORM_FLAGS,
  INTERVAL_FLAG,
  LATE_FLAG,
  NUMERIC_FLAG,
  QUIET_FLAG,
  RECORD_FLAG,
  ROUTE_FLAGS,
  SIZE_FLAG,
  STAMPS_FLAG,
  TIMEOUT_FLAG,
  TOS_FLAG,
} from './commonFlags.ts';
import type { Flags } from './flag.ts';
import type { Manner } from './manner.ts';

/** How a route is printed. */
export interface TraceManner extends Manner {
  /** Trace again and again, and show a table that is updated in place. */
  readonly live?: boolean;
  /** Print the table once, at the end. */
  readonly report?: boolean;
  /** Trace again and again, and print only changes of the route. */
  readonly changes?: boolean;
}

/** The options of `rxicmp trace`. */
export const TRACE_FLAGS: Flags<keyof TracerouteOptions, keyof TraceManner> = {
  live: { short: 'l', own: 'live', help: 'a table that goes on; default on a terminal, without --count 1' },
  report: { own: 'report', help: 'the table once, after --count rounds; default 10' },
  changes: { own: 'changes', help: 'go on, and print a line whenever the route has changed' },
  count: {
    short: 'c',
    value: 'N',
    option: 'rounds',
    as: 'number',
    help: 'stop after N rounds; default: 1, live no end',
  },
  for: { ...FOR_FLAG, elsewhere: 'for -w of traceroute write --timeout TIME, and leave out -w of mtr.' },
  interval: { ...INTERVAL_FLAG, help: 'from round to round; default 1s' },
  'max-ttl': { short: 'm', value: 'N', option: 'maxTtl', as: 'number', help: 'hops at most, 1 to 255; default 30' },
  probes: {
    value: 'N',
    option: 'probes',
    as: 'number',
    help: 'probes for each hop of a round, 1 to 100; default 3, in many rounds 1',
  },
  rate: {
    value: 'N',
    option: 'rate',
    as: 'number',
    help: 'probes a second at most; default: no limit',
    expected: 'a number of probes a second above 0',
  },
  flow: {
    value: 'HOW',
    option: 'flow',
    choices: ['constant', 'varies'],
    help: 'constant: one way where load is shared; varies: several; default constant',
  },
  timeout: TIMEOUT_FLAG,
  late: { ...LATE_FLAG, help: 'wait this long after the time-out for a refusal; default 2.5s' },
  tos: TOS_FLAG,
  df: { option: 'dontFragment', help: "don't fragment" },
  size: SIZE_FLAG,
  ...ROUTE_FLAGS,
  record: RECORD_FLAG,
  quiet: { ...QUIET_FLAG, elsewhere: 'for -q of traceroute write --probes N.' },
  numeric: { ...NUMERIC_FLAG, help: 'look up no names of hops' },
  stamps: STAMPS_FLAG,
  every: { ...EVERY_FLAG, help: 'print the table so far after each TIME' },
  csv: { own: 'form', is: 'csv', help: 'the table with commas, as -o csv' },
  ...FORM_FLAGS,
  output: {
    ...FORM_FLAGS.output,
    choices: ['text', 'json', 'csv'],
    elsewhere: 'leave out -o of mtr: all columns are shown.',
    help: 'form of the output: text, json or csv',
  },
};

import type { PingOptions, ProbeOptions } from '../../index.ts';
import type { Flag, Flags } from './flag.ts';
import type { Manner } from './manner.ts';

/** How long to wait, for every command that sends. */
export const TIMEOUT_FLAG: Flag<'timeout', never> = {
  short: 'W',
  value: 'TIME',
  option: 'timeout',
  as: 'time',
  help: 'wait this long for a reply; default 1s',
};

/** The time from probe to probe, for every command that sends again and again. */
export const INTERVAL_FLAG: Flag<'interval', never> = {
  short: 'i',
  value: 'TIME',
  option: 'interval',
  as: 'time',
  help: 'from probe to probe; default 1s',
};

/** How much to send. */
export const SIZE_FLAG: Flag<'payload', never> = {
  short: 's',
  value: 'BYTES',
  option: 'payload',
  as: 'number',
  help: 'payload, 0 to 65500; default 32',
  expected: '0 to 65500 bytes',
};

export const TOS_FLAG: Flag<'tos', never> = {
  value: 'N',
  option: 'tos',
  as: 'tos',
  help: 'TOS or traffic class, 0 to 255, or DSCP: ef, af41, cs6',
};

export const RETRY_FLAG: Flag<'retry', never> = {
  short: 'r',
  value: 'N',
  option: 'retry',
  as: 'number',
  help: 'try again up to N times; default 0',
};

/** The options of a probe, for every command that does not set them itself. */
export const PROBE_FLAGS = {
  size: SIZE_FLAG,
  ttl: {
    short: 't',
    value: 'N',
    option: 'ttl',
    as: 'number',
    help: "TTL or hop limit, 1 to 255; default: the system's",
  },
  tos: TOS_FLAG,
  df: { option: 'dontFragment', help: "don't fragment" },
} satisfies Flags<keyof ProbeOptions>;

/** The source and the interface, for every command that sends. */
export const ROUTE_FLAGS = {
  source: { value: 'ADDR', option: 'source', help: 'send from this address of this machine' },
  interface: {
    value: 'NAME',
    option: 'networkInterface',
    help: 'send through this interface',
    completes: 'interface',
  },
  ipv4: { short: '4', option: 'family', is: 4, help: 'resolve names to IPv4 addresses only' },
  ipv6: { short: '6', option: 'family', is: 6, help: 'resolve names to IPv6 addresses only' },
} satisfies Flags<keyof ProbeOptions>;

export const LATE_FLAG: Flag<'lateWindow', never> = {
  value: 'TIME',
  option: 'lateWindow',
  as: 'time',
  help: 'show replies for this long after the time-out',
};

export const SPREAD_FLAG: Flag<'phase', never> = {
  option: 'phase',
  is: 'spread',
  help: 'spread the targets over the interval',
};

export const FILE_FLAG: Flag<never, 'file'> = {
  short: 'f',
  value: 'FILE',
  own: 'file',
  help: 'targets from a file, one a line; - is standard input',
  completes: 'file',
};

/** After which time a command ends by itself. */
export const FOR_FLAG: Flag<never, 'for'> = {
  short: 'w',
  value: 'TIME',
  own: 'for',
  as: 'span',
  help: 'stop after this time, as in 30s, 5m, 1h',
};

/** As `FOR_FLAG`, for commands where the library stops: probes under way then end as usual. */
export const DURATION_FLAG: Flag<keyof PingOptions, never> = {
  short: 'w',
  value: 'TIME',
  option: 'duration',
  as: 'span',
  help: 'stop after this time, as in 30s, 5m, 1h',
};

export const RECORD_FLAG: Flag<never, 'record'> = {
  value: 'FILE',
  own: 'record',
  help: 'record what comes, for --simulate FILE',
  completes: 'file',
};

export const QUIET_FLAG: Flag<never, 'quiet'> = { short: 'q', own: 'quiet', help: 'print only the summary' };
export const NUMERIC_FLAG: Flag<never, 'numeric'> = { short: 'n', own: 'numeric', help: 'addresses, not names' };
export const STAMPS_FLAG: Flag<never, 'stamps'> = { short: 'D', own: 'stamps', help: 'begin lines with the time' };
export const EVERY_FLAG: Flag<never, 'every'> = {
  value: 'TIME',
  own: 'every',
  as: 'span',
  help: 'print the statistics so far after each TIME',
};
export const BELL_FLAG: Flag<never, 'bell'> = {
  value: 'WHEN',
  own: 'bell',
  choices: ['answer', 'loss'],
  help: 'ring on each answer, or on each loss',
};

/** The last options in the help of every command. */
export const OUTPUT_FLAGS = {
  json: { own: 'form', is: 'json', help: 'print one JSON object a line' },
  help: { short: 'h', help: 'print this' },
} satisfies Flags<never, keyof Manner>;

/** The form of the output, for the commands that have all of them. */
export const FORM_FLAGS = {
  output: {
    short: 'o',
    value: 'FORM',
    own: 'form',
    choices: ['text', 'json', 'csv', 'prom'],
    help: 'form of the output: text, json, csv or prom',
  },
  ...OUTPUT_FLAGS,
} satisfies Flags<never, keyof Manner>;

/** The form of the output, for the commands that print no rows of replies or counts. */
export const FEW_FORM_FLAGS = {
  output: { ...FORM_FLAGS.output, choices: ['text', 'json'], help: 'form of the output: text or json' },
  ...OUTPUT_FLAGS,
} satisfies Flags<never, keyof Manner>;

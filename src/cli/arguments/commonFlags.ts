import type { ProbeOptions } from '../../index.ts';
import type { Flag, Flags } from './flag.ts';

/** How long to wait, for every command that sends. */
export const TIMEOUT_FLAG: Flag<'timeout'> = {
  short: 'W',
  value: 'MS',
  option: 'timeout',
  as: 'number',
  help: 'wait so long for a reply; default 1000',
};

/** How much to send. */
export const SIZE_FLAG: Flag<'payload'> = {
  short: 's',
  value: 'BYTES',
  option: 'payload',
  as: 'number',
  help: 'payload, 0 to 65500; default 32',
  expected: '0 to 65500 bytes',
};

/** The source and the interface, for every command that sends. */
export const ROUTE_FLAGS = {
  source: { value: 'ADDR', option: 'source', as: 'text', help: 'send from this address of this machine' },
  interface: { value: 'NAME', option: 'networkInterface', as: 'text', help: 'send through this interface' },
  ipv4: { short: '4', option: 'family', as: 4, help: 'resolve names to IPv4 addresses only' },
  ipv6: { short: '6', option: 'family', as: 6, help: 'resolve names to IPv6 addresses only' },
} satisfies Flags<keyof ProbeOptions>;

/** The form of the output, for all commands. */
export const OUTPUT_FLAGS = {
  json: { help: 'print one JSON object a line' },
  help: { short: 'h', help: 'print this' },
} satisfies Flags;

import type { PingOptions } from '../index.ts';

/** An option of the command line. */
export interface Flag {
  readonly short?: string;
  /** How the help names its value; a flag without one takes none. */
  readonly value?: string;
  readonly help: string;
}

/** An option of `rxicmp ping`, and what it is to the library. */
export interface PingFlag extends Flag {
  readonly option?: keyof PingOptions;
  /** The value that it must be read as, or the one that it stands for. */
  readonly as?: 'number' | 'text' | 4 | 6 | true;
}

/** The options of `rxicmp ping` by their long names, in the order of the help. */
export const PING_FLAGS: Readonly<Record<string, PingFlag>> = {
  count: { short: 'c', value: 'N', option: 'count', as: 'number', help: 'stop after N probes; default: at Ctrl-C' },
  interval: { short: 'i', value: 'MS', option: 'interval', as: 'number', help: 'from probe to probe; default 1000' },
  timeout: { short: 'W', value: 'MS', option: 'timeout', as: 'number', help: 'wait so long for a reply; default 1000' },
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
  source: { value: 'ADDR', option: 'source', as: 'text', help: 'send from this address of this machine' },
  interface: { value: 'NAME', option: 'networkInterface', as: 'text', help: 'send through this interface' },
  ipv4: { short: '4', option: 'family', as: 4, help: 'resolve names to IPv4 addresses only' },
  ipv6: { short: '6', option: 'family', as: 6, help: 'resolve names to IPv6 addresses only' },
  json: { help: 'print one JSON object a line' },
  help: { short: 'h', help: 'print this' },
};

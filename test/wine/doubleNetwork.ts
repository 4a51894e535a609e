import type { ConformanceAddresses } from 'rxicmp/testing';
import type { TableNetwork } from '../conformance/windowsTable.ts';

const prefix = { 4: '192.0.2.', 6: '2001:db8::' } as const;

/** The nth address of the double's network. */
export function doubleHost(family: 4 | 6, n: number): string {
  return `${prefix[family]}${n}`;
}

const local = { 4: '127.0.0.1', 6: '::1' } as const;

function lines(family: 4 | 6): readonly string[] {
  const host = (n: number, words: string) => `host ${doubleHost(family, n)} ${words}`;
  const from = (n: number) => `from=${doubleHost(family, n)}`;
  return [
    `source ${local[family]}`,
    // The addresses that the self-test finds on a loopback.
    ...(family === 4 ? ['host 127.255.255.255 silent', 'host 127.0.0.2 delay=0'] : []),
    ...(family === 4 ? Array.from({ length: 100 }, (_, n) => `host 127.0.1.${n + 1} delay=0`) : []),
    `host ${local[family]} delay=0`,
    host(1, 'delay=5'),
    host(2, 'silent'),
    host(3, 'delay=80'),
    host(4, `delay=1 status=11002 ${from(9)}`),
    host(5, 'refuse=1231'),
    host(7, 'delay=1 truncate=20'),
    host(10, `delay=1 status=11003 ${from(9)}`),
    host(11, `delay=1 hops=3 ${from(9)}`),
    host(12, `delay=1 mtu=1300 ${from(9)}`),
    host(13, 'io=C000000D'),
    host(14, 'blank delay=1'),
    host(15, 'never'),
    host(16, 'alter delay=1'),
    host(17, 'forge delay=1'),
    host(18, 'wild delay=1'),
    host(19, 'delay=150'),
    host(20, 'delay=10000'),
    host(21, `delay=1 replies=${[21, 22, 21, 23].map((n) => doubleHost(family, n)).join()}`),
    host(24, `delay=1 replies=${[22, 22, 23].map((n) => doubleHost(family, n)).join()}`),
    host(25, 'delay=1000'),
    host(26, 'twice delay=1'),
    host(40, 'delay=1 flip=200'),
    host(41, 'delay=1 io=40000000'),
    host(42, 'refuse=8'),
    ...[87, 998, 1214, 1232, 1233, 1234, 1784].map((error, n) => host(30 + n, `refuse=${error}`)),
    ...Array.from({ length: 100 }, (_, n) => host(100 + n, `delay=${n / 10}`)),
  ];
}

/** A network with something for every case, the same in both families, and a broadcast address. */
export const doubleScript: readonly string[] = [
  ...lines(4),
  ...lines(6),
  `host 255.255.255.255 delay=1 replies=${Array.from({ length: 40 }, (_, n) => doubleHost(4, 100 + n)).join()}`,
];

/** The addresses that the port's suite asks for, in that network. */
export function doubleAddresses(family: 4 | 6): {
  readonly addresses: Omit<ConformanceAddresses, 'manyAnswering'>;
  readonly many: readonly string[];
} {
  const host = (n: number) => doubleHost(family, n);
  return {
    addresses: {
      answers: host(1),
      silent: host(2),
      slow: { address: host(3), latency: 80 },
      refuses: { address: host(4), status: 11002, from: host(9) },
      noRoute: { address: host(5), status: 11002, errorCode: 'ERROR_NETWORK_UNREACHABLE' },
      truncates: { address: host(7), to: 20 },
      source: local[family],
    },
    many: Array.from({ length: 100 }, (_, n) => host(100 + n)),
  };
}

/** The addresses that the table of what Windows answers asks for, in that network. */
export function doubleTable(family: 4 | 6): TableNetwork {
  const [host, unreachable, expired] = [1, 4, 11].map((n) => doubleHost(family, n)) as [string, string, string];
  return { family, loopback: local[family], host, unreachable, expired };
}

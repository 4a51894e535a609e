import type { ConformanceAddresses, SimulatedRouter } from 'rxicmp/testing';
import { hostAddress } from '../lab/hostAddress.ts';
import type { LabHost } from '../lab/labHost.ts';
import { TunNetwork } from '../lab/tun.ts';
import { unsentAddress } from '../lab/unsentAddress.ts';

/** What a router of the fixture tells. */
export const mplsLabels = [
  { label: 24_001, trafficClass: 5, bottomOfStack: false, ttl: 1 },
  { label: 16, trafficClass: 0, bottomOfStack: true, ttl: 254 },
];

/** The addresses of a fixture as plain data, and the hosts that the lab must have for them. */
export function labAddresses(
  family: 4 | 6,
  interfaceIndex: number,
): {
  readonly hosts: readonly LabHost[];
  readonly routers: readonly SimulatedRouter[];
  readonly many: readonly string[];
  readonly addresses: Omit<ConformanceAddresses, 'manyAnswering'>;
} {
  const host = (n: number): string => hostAddress(family, n);
  const group = family === 4 ? '239.1.2.3' : 'ff0e::1:2:3';
  const responders = [host(1), host(101), host(102)];
  const many = Array.from({ length: 100 }, (_, n) => host(101 + n));
  return {
    hosts: [
      { address: host(1), latency: 5 },
      { address: host(2), silent: true },
      { address: host(3), latency: 80 },
      { address: host(4), refuse: { type: family === 4 ? 3 : 1, code: 0, from: host(9) } },
      { address: host(6), latency: 3, copies: 3 },
      { address: host(7), truncateTo: 20 },
      { address: host(8), routers: [host(10), host(11)] },
      { address: group, responders },
      ...many.map((address, n) => ({ address, latency: n / 10 })),
    ],
    routers: [{ address: host(11), mplsLabels }],
    many,
    addresses: {
      answers: host(1),
      silent: host(2),
      slow: { address: host(3), latency: 80 },
      refuses: { address: host(4), status: 11002, from: host(9) },
      labels: { address: host(8), ttl: 2, from: host(11), mplsLabels },
      noRoute: { address: unsentAddress(family, 'ENETUNREACH'), status: 11002, errorCode: 'ENETUNREACH' },
      duplicates: host(6),
      truncates: { address: host(7), to: 20 },
      broadcast: { address: group, responders },
      source: TunNetwork.addresses[family],
      networkInterface: { name: TunNetwork.device, index: interfaceIndex },
    },
  };
}

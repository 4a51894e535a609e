import type { SchedulerLike } from 'rxjs';
import { SimulatedNetwork, type ConformanceFixture } from 'rxicmp/testing';
import { testTools } from '../../src/drivers/testTools.ts';
import { mplsLabels } from './labAddresses.ts';

/** A simulated network with something for every case, the same in both families. Time is the caller's to add. */
export function simulatedFixture(
  family: 4 | 6,
  scheduler: SchedulerLike,
): Omit<ConformanceFixture, 'driver' | 'sleep' | 'block'> & { readonly driver: SimulatedNetwork } {
  const { uncaught, contexts } = testTools();
  const prefix = family === 4 ? '192.0.2.' : '2001:db8::';
  const host = (n: number) => `${prefix}${n}`;
  const many = Array.from({ length: 100 }, (_, n) => host(100 + n));
  const responders = [host(1), ...many.slice(0, 4)];
  const names = { 'two.example': [host(2), host(1)], 'none.example': [] };
  const hosts = [
    { address: host(1), latency: 5 },
    { address: host(2), silent: true },
    { address: host(3), latency: 80 },
    { address: host(4), refuse: { type: family === 4 ? 3 : 1, code: 0, from: host(9) } },
    { address: host(5), unsent: 'ENETUNREACH' },
    { address: host(6), latency: 3, copies: 3 },
    { address: host(7), truncateTo: 20 },
    { address: host(8), responders },
    { address: host(10), routers: [host(11), host(12)] },
    ...many.map((address, n) => ({ address, latency: n / 10 })),
  ];
  const routers = [{ address: host(12), mplsLabels }];
  return {
    driver: new SimulatedNetwork(
      { hosts, routers, names, interfaces: ['sim0', 'sim1'], sources: [host(99)] },
      scheduler,
    ),
    family,
    addresses: {
      answers: host(1),
      silent: host(2),
      slow: { address: host(3), latency: 80 },
      refuses: { address: host(4), status: 11002, from: host(9) },
      labels: { address: host(10), ttl: 2, from: host(12), mplsLabels },
      noRoute: { address: host(5), status: 11002, errorCode: 'ENETUNREACH' },
      duplicates: host(6),
      truncates: { address: host(7), to: 20 },
      broadcast: { address: host(8), responders },
      manyAnswering: (n) => many[n]!,
      source: host(99),
      networkInterface: { name: 'sim1', index: 2 },
    },
    names: { known: { name: 'two.example', addresses: names['two.example'] }, unknown: 'none.example' },
    uncaught,
    contexts,
  };
}

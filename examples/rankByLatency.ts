// Ranks hosts by their median round-trip time.
import { statistics, sweepEvery } from 'rxicmp';
import { simulate } from 'rxicmp/testing';
import { map, of, scan } from 'rxjs';

const hosts = [
  { address: '192.0.2.1', latency: [30, 32, 31] },
  { address: '192.0.2.2', latency: [10, 90, 95] },
  { address: '192.0.2.3', latency: [20, 20, 20] },
];

// The latest median of each target, lowest first.
const ranking = of(hosts.map(({ address }) => address)).pipe(
  sweepEvery(1000, { rounds: 3 }),
  statistics(),
  scan((medians, { key, rtt }) => medians.set(key, rtt?.median ?? Infinity), new Map<string, number>()),
  map((medians) => [...medians].sort(([, one], [, other]) => one - other)),
);

const rankings = simulate({ hosts }, ({ record }) => record(ranking, 10_000));
for (const [target, median] of rankings.at(-1)!.value) console.log(`${target}: ${Math.round(median)} ms`);

// Output:
// 192.0.2.3: 20 ms
// 192.0.2.1: 31 ms
// 192.0.2.2: 90 ms

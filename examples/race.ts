// The first mirror that answers wins.
import { isSuccess, probe } from 'rxicmp';
import { SimulatedNetwork, useDriver } from 'rxicmp/testing';
import { filter, from, mergeMap, take } from 'rxjs';

const mirrors = [
  { address: '192.0.2.1', latency: 60 },
  { address: '192.0.2.2', latency: 20 },
  { address: '192.0.2.3', silent: true },
];
const end = useDriver(new SimulatedNetwork({ hosts: mirrors }));

// All are asked at once. The first answer wins, and leaving cancels the others.
from(mirrors)
  .pipe(
    mergeMap(({ address }) => probe(address)),
    filter(isSuccess),
    take(1),
  )
  .subscribe({
    next: ({ target, rtt }) => console.log(`${target} is the nearest: ${rtt.toFixed(0)} ms`),
    complete: end,
  });

// Output:
// 192.0.2.2 is the nearest: 20 ms

// The first mirror that answers wins.
import { isSuccess, probe } from 'rxicmp';
import { simulate } from 'rxicmp/testing';
import { filter, from, mergeMap, take } from 'rxjs';

const mirrors = [
  { address: '192.0.2.1', latency: 60 },
  { address: '192.0.2.2', latency: 20 },
  { address: '192.0.2.3', silent: true },
];

// All are probed at once. The first answer wins, and the others are cancelled.
const nearest = from(mirrors).pipe(
  mergeMap(({ address }) => probe(address)),
  filter(isSuccess),
  take(1),
);

const [winner] = simulate({ hosts: mirrors }, ({ record }) => record(nearest, 1000));
console.log(`${winner!.value.target} is the nearest: ${winner!.value.rtt} ms`);

// Output:
// 192.0.2.2 is the nearest: 20 ms

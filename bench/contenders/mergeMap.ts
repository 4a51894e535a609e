import { addresses, probe, retryProbe } from 'rxicmp';
import { from, mergeMap, range } from 'rxjs';
import type { Prepare } from '../contender.ts';
import { measure } from './measure.ts';

/**
 * What a user of RxJS would write: one cold `probe` for each address, flattened by RxJS itself. `mergeMap` queues what
 * a synchronous source emits and shifts it out again, which costs RxJS much more where the queue holds text: so there
 * are two `source`s, `numbers` that become addresses when it is their turn, and `text`.
 *
 * @param first of the addresses, as in 127.1.0.0.
 */
export const prepare: Prepare = (first, count, concurrent, source, retry) => {
  const options = { timeout: 500 };
  const network = first!.split('.').slice(0, 2).join('.');
  const one = (address: string) =>
    retry === undefined ? probe(address, options) : probe(address, options).pipe(retryProbe(Number(retry)));
  const numbered = (i: number) => `${network}.${i >> 8}.${i & 255}`;
  const outcomes =
    source === 'text'
      ? from([...addresses(`${first}-${numbered(Number(count) - 1)}`)]).pipe(mergeMap(one, Number(concurrent)))
      : range(0, Number(count)).pipe(mergeMap((i) => one(numbered(i)), Number(concurrent)));
  return () => measure(outcomes);
};

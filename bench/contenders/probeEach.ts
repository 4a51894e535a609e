import { addresses, probeEach } from 'rxicmp';
import { from } from 'rxjs';
import type { Prepare } from '../contender.ts';
import { measure } from './measure.ts';

/** A stream of addresses through `probeEach`, with as many retries as are asked for. */
export const prepare: Prepare = (block, retry) => {
  const options = {
    rate: Infinity,
    timeout: 500,
    concurrent: 1000,
    retry: retry === undefined ? undefined : Number(retry),
  };
  return () => measure(from(addresses(block!)).pipe(probeEach(options)));
};

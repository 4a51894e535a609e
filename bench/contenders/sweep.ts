import { sweep } from 'rxicmp';
import type { Prepare } from '../contender.ts';
import { measure } from './measure.ts';

/** `sweep(block)`, as fast as it can. */
export const prepare: Prepare = (block, concurrent = '1000', timeout = '500') => {
  const options = { rate: Infinity, timeout: Number(timeout), concurrent: Number(concurrent) };
  return () => measure(sweep(block!, options));
};

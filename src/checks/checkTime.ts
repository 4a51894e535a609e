import { IcmpArgumentError } from '../errors.ts';
import { MAX_TIME } from './maxTime.ts';

/** @throws `IcmpArgumentError` unless `value` is a time in milliseconds; 0 is allowed only with `'zero'`. */
export function checkTime(argument: string, value: number, zero: 'zero' | 'no zero'): void {
  // A numeric string would pass the comparisons.
  if (typeof value === 'number' && (zero === 'zero' ? value >= 0 : value > 0) && value <= MAX_TIME) return;
  const least = zero === 'zero' ? 'of at least 0' : 'above 0';
  throw new IcmpArgumentError(
    argument,
    value,
    `a number of milliseconds ${least}, at most ${MAX_TIME}`,
    'pass milliseconds, such as 1000.',
  );
}

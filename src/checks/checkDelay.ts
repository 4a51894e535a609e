import { IcmpArgumentError } from '../errors.ts';
import { MAX_DELAY } from './maxDelay.ts';

/** @throws `IcmpArgumentError` unless `value` is a number of milliseconds that a timer can wait. */
export function checkDelay(argument: string, value: number): void {
  if (typeof value === 'number' && value > 0 && value <= MAX_DELAY) return;
  throw new IcmpArgumentError(
    argument,
    value,
    `a number of milliseconds above 0, at most ${MAX_DELAY}`,
    'pass milliseconds, such as 1000.',
  );
}

import { IcmpArgumentError } from '../errors.ts';
import { rangeFix } from './rangeFix.ts';

/** @throws `IcmpArgumentError` unless `value` is a finite number in the range. */
export function checkNumber(argument: string, value: number, least: number, most = Infinity): void {
  if (Number.isFinite(value) && value >= least && value <= most) return;
  const expected = most === Infinity ? `a number of at least ${least}` : `a number from ${least} to ${most}`;
  throw new IcmpArgumentError(argument, value, expected, rangeFix(value, least, most));
}

import { IcmpArgumentError } from '../errors.ts';
import { rangeFix } from './rangeFix.ts';

/** @throws `IcmpArgumentError` unless `value` is an integer in the range. */
export function checkInteger(argument: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new IcmpArgumentError(argument, value, `an integer from ${least} to ${most}`, rangeFix(value, least, most));
}

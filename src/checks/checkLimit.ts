import { IcmpArgumentError } from '../errors.ts';

/** @throws `IcmpArgumentError` unless `value` is an integer of at least 1, or Infinity for no limit. */
export function checkLimit(argument: string, value: number, fix: string): void {
  if (value === Infinity || (Number.isInteger(value) && value >= 1)) return;
  throw new IcmpArgumentError(argument, value, 'an integer of at least 1, or Infinity', fix);
}

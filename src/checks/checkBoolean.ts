import { IcmpArgumentError } from '../errors.ts';

/** @throws `IcmpArgumentError` unless `value` is true or false. */
export function checkBoolean(argument: string, value: boolean): void {
  if (typeof value !== 'boolean') throw new IcmpArgumentError(argument, value, 'true or false', 'pass true or false.');
}

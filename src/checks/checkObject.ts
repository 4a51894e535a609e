import { IcmpArgumentError } from '../errors.ts';

/** @throws `IcmpArgumentError` unless `value` is an object. */
export function checkObject(argument: string, value: object): void {
  if (typeof value !== 'object' || value === null)
    throw new IcmpArgumentError(argument, value, 'an object', 'pass an object, or leave it out.');
}

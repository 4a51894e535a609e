import { IcmpArgumentError } from '../errors.ts';
import { checkKeys } from './checkKeys.ts';

/** @throws `IcmpArgumentError` for what is no object, or has a key that is not known. */
export function checkOptions(argument: string, options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null)
    throw new IcmpArgumentError(argument, options, 'an object', 'pass an object, or leave it out.');
  checkKeys(options, known);
}

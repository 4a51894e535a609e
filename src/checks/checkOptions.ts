import { checkKeys } from './checkKeys.ts';
import { checkObject } from './checkObject.ts';

/** @throws `IcmpArgumentError` for what is no object, or has a key that is not known. */
export function checkOptions(argument: string, options: object, known: readonly string[]): void {
  checkObject(argument, options);
  checkKeys(options, known);
}

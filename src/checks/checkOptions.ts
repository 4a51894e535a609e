import { checkKeys } from './checkKeys.ts';
import { checkObject } from './checkObject.ts';

/** @throws `IcmpArgumentError` unless `options` is an object whose keys are all known. */
export function checkOptions(argument: string, options: object, known: readonly string[]): void {
  checkObject(argument, options);
  checkKeys(options, known);
}

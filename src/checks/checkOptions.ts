import { checkKeys } from './checkKeys.ts';
import { checkObject } from './checkObject.ts';

/**
 * @param elsewhere how to mend names that are known, but not here.
 * @throws `IcmpArgumentError` unless `options` is an object whose keys are all known.
 */
export function checkOptions(
  argument: string,
  options: object,
  known: readonly string[],
  elsewhere?: ReadonlyMap<string, string>,
): void {
  checkObject(argument, options);
  checkKeys(options, known, elsewhere);
}

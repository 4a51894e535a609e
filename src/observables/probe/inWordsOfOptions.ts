import { argumentOf } from '../../checks/argumentOf.ts';
import { IcmpArgumentError } from '../../errors.ts';

/** The error of a driver, in the words of the options: a field of the request may have another name as an option. */
export function inWordsOfOptions(error: unknown): unknown {
  if (argumentOf(error) !== 'optionsData') return error;
  const { value, expected, fix, win32 } = error as IcmpArgumentError;
  return new IcmpArgumentError('ipOptions', value, expected, fix, undefined, win32);
}

import { argumentOf } from '../../checks/argumentOf.ts';
import { IcmpArgumentError } from '../../errors.ts';

/** What a driver threw; an error about a field of the request that has another name as an option names the option. */
export function inWordsOfOptions(error: unknown): unknown {
  if (argumentOf(error) !== 'optionsData') return error;
  const { value, expected, fix, win32 } = error as IcmpArgumentError;
  return new IcmpArgumentError('ipOptions', value, expected, fix, undefined, win32);
}

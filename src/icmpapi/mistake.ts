import { IcmpArgumentError } from '../errors.ts';
import { Win32Error } from '../wire/win32Errors.ts';
import { windowsError } from '../wire/windowsError.ts';

/**
 * The error for an argument of the port that can never work.
 *
 * @param number what Windows answers to it; `ERROR_INVALID_PARAMETER` where Windows has no error of its own, or cannot
 * even be asked.
 */
export function mistake(
  argument: string,
  value: unknown,
  expected: string,
  fix: string,
  number: number = Win32Error.ERROR_INVALID_PARAMETER,
): IcmpArgumentError {
  return new IcmpArgumentError(argument, value, expected, fix, undefined, windowsError(number));
}

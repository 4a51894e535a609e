import { IcmpError } from '../errors.ts';
import { Win32Error } from '../wire/win32Errors.ts';
import { windowsError } from '../wire/windowsError.ts';

/**
 * The error for something that a driver cannot do.
 *
 * @param who the driver, as in `The koffi driver`.
 */
export function unsupported(who: string, what: string, fix: string): IcmpError {
  const message = `${who} cannot do ${what}: ERROR_NOT_SUPPORTED (50).`;
  return new IcmpError('ERR_ICMP_SYSTEM', message, fix, windowsError(Win32Error.ERROR_NOT_SUPPORTED));
}

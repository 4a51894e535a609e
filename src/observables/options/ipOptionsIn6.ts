import { IcmpArgumentError } from '../../errors.ts';
import { Win32Error } from '../../wire/win32Errors.ts';
import { windowsError } from '../../wire/windowsError.ts';

/** The error for IP options in an IPv6 packet. */
export function ipOptionsIn6(ipOptions: Uint8Array): IcmpArgumentError {
  const win32 = windowsError(Win32Error.ERROR_NOT_SUPPORTED);
  const fix = 'leave them out, or give an IPv4 target.';
  return new IcmpArgumentError('ipOptions', ipOptions, 'none, as IPv6 has no such options', fix, undefined, win32);
}

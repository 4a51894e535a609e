import { win32ErrorName } from './win32Errors.ts';

/** What the Windows API says of a mistake or a failure: a Win32 error, or from 11000 on an `IP_STATUS`. */
export interface WindowsError {
  /** Such as `ERROR_INVALID_PARAMETER`. */
  readonly name: string;
  /** Such as 87: what `GetLastError` gives. */
  readonly number: number;
}

/** A number with its name, which for a few numbers depends on the IP version. */
export function windowsError(number: number, family: 4 | 6 = 4): WindowsError {
  return { name: win32ErrorName(number, family), number };
}

import { getSystemErrorName } from 'node:util';
import { win32ErrorName } from '../wire/win32Errors.ts';

/** The name of an error number that the addon gave: an errno value, or on Windows what `GetLastError` gave. */
export function systemErrorName(error: number, family: 4 | 6): string {
  return process.platform === 'win32' ? win32ErrorName(error, family) : getSystemErrorName(-error);
}

import type { IcmpErrorCode } from '../../errors.ts';
import { windowsError } from '../../wire/windowsError.ts';
import { assertEqual } from './assertEqual.ts';

/**
 * Throws unless `act` throws an error of this code, with what Windows answers, and about this argument if one is named.
 *
 * @param windows the number of a Win32 error or IP_STATUS.
 */
export function assertThrows(
  act: () => unknown,
  code: IcmpErrorCode,
  windows: number,
  argument: string | null = null,
): void {
  let thrown: unknown;
  try {
    act();
  } catch (error) {
    thrown = error;
  }
  if (!(thrown instanceof Error)) throw new Error(`nothing was thrown, expected ${code}`);
  const error = thrown as Error & { readonly code?: unknown; readonly argument?: unknown; readonly win32?: unknown };
  if (error.code !== code) throw new Error(`${error.message} has code ${String(error.code)}, expected ${code}`);
  if (argument !== null && error.argument !== argument) {
    throw new Error(`${error.message} is about ${String(error.argument)}, expected ${argument}`);
  }
  assertEqual(error.win32, windowsError(windows), `win32 of the error about ${argument ?? code}`);
}

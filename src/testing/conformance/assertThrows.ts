import type { IcmpErrorCode } from '../../errors.ts';

/** Throws unless `act` throws an error of this code, and about this argument if one is named. */
export function assertThrows(act: () => unknown, code: IcmpErrorCode, argument: string | null = null): void {
  let thrown: unknown;
  try {
    act();
  } catch (error) {
    thrown = error;
  }
  if (!(thrown instanceof Error)) throw new Error(`nothing was thrown, expected ${code}`);
  const error = thrown as Error & { readonly code?: unknown; readonly argument?: unknown };
  if (error.code !== code) throw new Error(`${error.message} has code ${String(error.code)}, expected ${code}`);
  if (argument !== null && error.argument !== argument) {
    throw new Error(`${error.message} is about ${String(error.argument)}, expected ${argument}`);
  }
}

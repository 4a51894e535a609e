import { IpStatus4 } from '../../wire/status.ts';
import { Win32Error } from '../../wire/win32Errors.ts';

/** What we say ourselves when the system has as many requests as it may have. */
export const SYSTEM_FULL = Win32Error.ERROR_NO_SYSTEM_RESOURCES;

/** Whether an error says that the system can take no more requests for now: then nothing was sent. */
export function isFull(error: number): boolean {
  return (
    error === SYSTEM_FULL ||
    error === Win32Error.ERROR_NOT_ENOUGH_MEMORY ||
    error === Win32Error.ERROR_OUTOFMEMORY ||
    error === IpStatus4.IP_NO_RESOURCES
  );
}

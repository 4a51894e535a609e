import { IpStatus4 } from '../../wire/status.ts';
import { Win32Error } from '../../wire/win32Errors.ts';

/** Whether an error says that the system can take no more requests for now: then nothing was sent. */
export function isFull(error: number): boolean {
  return (
    error === Win32Error.ERROR_NO_SYSTEM_RESOURCES ||
    error === Win32Error.ERROR_NOT_ENOUGH_MEMORY ||
    error === Win32Error.ERROR_OUTOFMEMORY ||
    error === IpStatus4.IP_NO_RESOURCES
  );
}

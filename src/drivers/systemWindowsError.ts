import { Win32Error } from '../wire/win32Errors.ts';
import { windowsError, type WindowsError } from '../wire/windowsError.ts';
import { systemErrorName } from './systemErrorName.ts';

/** The Windows error that has the meaning of an errno. */
const FROM_ERRNO: Readonly<Record<string, number>> = {
  EPERM: Win32Error.ERROR_ACCESS_DENIED,
  EACCES: Win32Error.ERROR_ACCESS_DENIED,
  EMFILE: Win32Error.ERROR_TOO_MANY_OPEN_FILES,
  ENFILE: Win32Error.ERROR_TOO_MANY_OPEN_FILES,
  ENOMEM: Win32Error.ERROR_NOT_ENOUGH_MEMORY,
  ENOBUFS: Win32Error.ERROR_NOT_ENOUGH_MEMORY,
  EAGAIN: Win32Error.ERROR_NO_SYSTEM_RESOURCES,
  EINVAL: Win32Error.ERROR_INVALID_PARAMETER,
  // The machine does not have this IP version.
  EAFNOSUPPORT: Win32Error.ERROR_NOT_SUPPORTED,
  EPROTONOSUPPORT: Win32Error.ERROR_NOT_SUPPORTED,
  EADDRNOTAVAIL: Win32Error.ERROR_INVALID_NETNAME,
};

/** What Windows says, or would say, where the addon gave an error number. */
export function systemWindowsError(error: number, family: 4 | 6): WindowsError {
  if (process.platform === 'win32') return windowsError(error, family);
  return windowsError(FROM_ERRNO[systemErrorName(error, family)] ?? Win32Error.ERROR_GEN_FAILURE);
}

import { type IcmpError, IcmpPermissionError, IcmpSystemError } from '../errors.ts';
import type { NativeEngine } from './loadAddon.ts';
import { permissionFix, socketReports } from './socketReports.ts';
import { systemErrorName } from './systemErrorName.ts';
import { systemWindowsError } from './systemWindowsError.ts';

const DENIED: readonly string[] = ['EACCES', 'EPERM', 'ERROR_ACCESS_DENIED'];

const FIXES: Readonly<Record<string, string>> = {
  EMFILE: 'raise the limit of open files (ulimit -n), or close some.',
  ENFILE: "raise the system's limit of open files (fs.file-max), or close some.",
  EAFNOSUPPORT: 'enable this IP version on the machine or in the container, or use the other one.',
  EAGAIN: 'raise the limit of threads (ulimit -u).',
  ERROR_CALL_NOT_IMPLEMENTED: 'use the other IP version, or a newer Windows (Wine has IPv6 from 10.14 on).',
  ERROR_FILE_NOT_FOUND: 'enable this IP version on the machine, or use the other one.',
};

/** What a driver knows about the system that it asks. */
export type AskedSystem = Pick<NativeEngine, 'errorText' | 'probeSockets'>;

/** Why there is no socket, or no handle of the ICMP API, and what to do about it. */
export function openError(system: AskedSystem, family: 4 | 6, error: number): IcmpError {
  const code = systemErrorName(error, family);
  if (DENIED.includes(code)) return new IcmpPermissionError(socketReports(system), permissionFix());
  const what = process.platform === 'win32' ? 'handle' : 'socket';
  const text = system.errorText(error);
  const message = `No ICMP ${what} for IPv${family} could be opened: ${code} (${error}${text && `: ${text}`}).`;
  return new IcmpSystemError(code, message, FIXES[code] ?? null, systemWindowsError(error, family));
}

import { IcmpSystemError } from '../errors.ts';
import type { NativeEngine } from './loadAddon.ts';
import { systemErrorName } from './systemErrorName.ts';
import { systemWindowsError } from './systemWindowsError.ts';

const FIXES: Readonly<Record<string, string>> = {
  EMFILE: 'raise the limit of open files (ulimit -n), or close some.',
  ENFILE: "raise the system's limit of open files (fs.file-max), or close some.",
  EAFNOSUPPORT: 'enable this IP version on the machine or in the container, or use the other one.',
  EAGAIN: 'raise the limit of threads (ulimit -u).',
  ERROR_CALL_NOT_IMPLEMENTED: 'use the other IP version, or a newer Windows (Wine has IPv6 from 10.14 on).',
  ERROR_FILE_NOT_FOUND: 'enable this IP version on the machine, or use the other one.',
};

/**
 * What the system refuses for a reason that may pass.
 *
 * @param what could not be done, as in "No ICMP socket for IPv4 could be opened".
 */
export function systemRefusal(
  system: Pick<NativeEngine, 'errorText'>,
  what: string,
  family: 4 | 6,
  error: number,
): IcmpSystemError {
  const code = systemErrorName(error, family);
  const text = system.errorText(error);
  const message = `${what}: ${code} (${error}${text && `: ${text}`}).`;
  return new IcmpSystemError(code, message, FIXES[code] ?? null, systemWindowsError(error, family));
}

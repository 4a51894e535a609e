import { IcmpArgumentError, IcmpError, IcmpPermissionError } from '../errors.ts';
import type { EchoRequest } from '../icmpapi/icmpapi.ts';
import type { AddonBinding } from './loadAddon.ts';
import { permissionFix, socketReports } from './socketReports.ts';
import { systemErrorName } from './systemErrorName.ts';

/** What asking for an address that is not of this machine is called. */
const NOT_A_SOURCE: readonly string[] = ['EADDRNOTAVAIL', 'EINVAL', 'ERROR_INVALID_NETNAME'];

const SYSTEM_FIXES: Readonly<Record<string, string>> = {
  EMFILE: 'raise the limit of open files (ulimit -n), or close some.',
  ENFILE: "raise the system's limit of open files (fs.file-max), or close some.",
  EAFNOSUPPORT: 'enable this IP version on the machine or in the container, or use the other one.',
  EAGAIN: 'raise the limit of threads (ulimit -u).',
  ERROR_CALL_NOT_IMPLEMENTED: 'use the other IP version, or a newer Windows (Wine has IPv6 from 10.14 on).',
  ERROR_FILE_NOT_FOUND: 'enable this IP version on the machine, or use the other one.',
};

/** What a request that the engine refused in the call was refused for. */
export function sendError(binding: AddonBinding, family: 4 | 6, request: EchoRequest, error: number): IcmpError {
  const code = systemErrorName(error, family);
  if (request.optionsData !== null && (code === 'EINVAL' || code === 'EPERM')) {
    return new IcmpArgumentError(
      'optionsData',
      request.optionsData,
      'IPv4 options that this system sends',
      'look at lengths and pointers; source routes and security need CAP_NET_RAW.',
    );
  }
  if (request.source !== null && NOT_A_SOURCE.includes(code)) {
    return new IcmpArgumentError(
      'source',
      request.source,
      'an address of this machine',
      'use one that an interface here has, or leave it out.',
    );
  }
  return openError(binding, family, error);
}

/** Why there is no socket, or no handle of the ICMP API, and what to do about it. */
export function openError(binding: AddonBinding, family: 4 | 6, error: number): IcmpError {
  const code = systemErrorName(error, family);
  if (code === 'EACCES' || code === 'EPERM') {
    return new IcmpPermissionError(socketReports(binding), permissionFix());
  }
  const what = process.platform === 'win32' ? 'handle' : 'socket';
  const text = binding.errorText(error);
  const message = `No ICMP ${what} for IPv${family} could be opened: ${code} (${error}${text && `: ${text}`}).`;
  return new IcmpError('ERR_ICMP_SYSTEM', message, SYSTEM_FIXES[code] ?? null);
}

/** What this platform's engine has no way to send. */
export function unsupported(what: string, fix: string): IcmpError {
  const message = `This driver cannot send ${what} on ${process.platform}: ERROR_NOT_SUPPORTED (50).`;
  return new IcmpError('ERR_ICMP_SYSTEM', message, fix);
}

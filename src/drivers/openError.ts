import { type IcmpError, IcmpPermissionError } from '../errors.ts';
import type { NativeEngine } from './loadAddon.ts';
import { permissionFix, socketReports } from './socketReports.ts';
import { systemErrorName } from './systemErrorName.ts';
import { systemRefusal } from './systemRefusal.ts';

const DENIED: readonly string[] = ['EACCES', 'EPERM', 'ERROR_ACCESS_DENIED'];

/** What a driver knows about the system that it asks. */
export type AskedSystem = Pick<NativeEngine, 'errorText' | 'probeSockets'>;

/** Why there is no socket, or no handle of the ICMP API, and what to do about it. */
export function openError(system: AskedSystem, family: 4 | 6, error: number): IcmpError {
  const code = systemErrorName(error, family);
  if (DENIED.includes(code)) return new IcmpPermissionError(socketReports(system), permissionFix());
  const what = process.platform === 'win32' ? 'handle' : 'socket';
  return systemRefusal(system, `No ICMP ${what} for IPv${family} could be opened`, family, error);
}

import type { IcmpError } from '../errors.ts';
import { foreignSource } from '../icmpapi/foreignSource.ts';
import type { EchoRequest } from '../icmpapi/icmpapi.ts';
import { mistake } from '../icmpapi/mistake.ts';
import { IpStatus4 } from '../wire/status.ts';
import { openError, type AskedSystem } from './openError.ts';
import { systemErrorName } from './systemErrorName.ts';

/** The errors for a source address that this machine does not have. */
const NOT_A_SOURCE: readonly string[] = ['EADDRNOTAVAIL', 'EINVAL', 'ERROR_INVALID_NETNAME'];

/** Why a request was refused in the call. */
export function sendError(system: AskedSystem, family: 4 | 6, request: EchoRequest, error: number): IcmpError {
  const { source, optionsData } = request;
  const code = systemErrorName(error, family);
  if (optionsData !== null && (code === 'EINVAL' || code === 'EPERM')) {
    const expected = 'IPv4 options that this system sends';
    const fix = 'look at lengths and pointers; source routes and security need CAP_NET_RAW.';
    return mistake('optionsData', optionsData, expected, fix, IpStatus4.IP_BAD_OPTION);
  }
  if (source !== null && NOT_A_SOURCE.includes(code)) return foreignSource(source);
  return openError(system, family, error);
}

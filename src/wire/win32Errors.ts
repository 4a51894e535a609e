import { IpStatus4, ipStatusName } from './status.ts';

/** The Win32 errors that the ICMP API is known to report, by name. */
export const Win32Error = Object.freeze({
  ERROR_FILE_NOT_FOUND: 2,
  ERROR_TOO_MANY_OPEN_FILES: 4,
  ERROR_ACCESS_DENIED: 5,
  ERROR_INVALID_HANDLE: 6,
  ERROR_NOT_ENOUGH_MEMORY: 8,
  ERROR_OUTOFMEMORY: 14,
  ERROR_GEN_FAILURE: 31,
  ERROR_NOT_SUPPORTED: 50,
  ERROR_INVALID_PARAMETER: 87,
  ERROR_CALL_NOT_IMPLEMENTED: 120,
  ERROR_INSUFFICIENT_BUFFER: 122,
  ERROR_MOD_NOT_FOUND: 126,
  ERROR_PROC_NOT_FOUND: 127,
  ERROR_MORE_DATA: 234,
  ERROR_OPERATION_ABORTED: 995,
  ERROR_IO_PENDING: 997,
  ERROR_NOACCESS: 998,
  ERROR_INVALID_NETNAME: 1214,
  ERROR_NETWORK_UNREACHABLE: 1231,
  ERROR_HOST_UNREACHABLE: 1232,
  ERROR_PROTOCOL_UNREACHABLE: 1233,
  ERROR_PORT_UNREACHABLE: 1234,
  ERROR_NO_SYSTEM_RESOURCES: 1450,
  ERROR_TIMEOUT: 1460,
} as const);

const names = new Map<number, string>(Object.entries(Win32Error).map(([name, code]) => [code, name]));

/**
 * The name of a number that `GetLastError` gave after a call of the ICMP API: a Win32 error, or from 11000 on an
 * `IP_STATUS`. One that is not known here is named after its number, as in `ERROR_1784`.
 */
export function win32ErrorName(code: number, family: 4 | 6): string {
  return names.get(code) ?? ipStatusName(code, family) ?? `ERROR_${code}`;
}

/** The `IP_STATUS` of a request that the system refused to send with this error. */
export function statusFromWin32(code: number): number {
  switch (code) {
    case Win32Error.ERROR_NETWORK_UNREACHABLE:
      return IpStatus4.IP_DEST_NET_UNREACHABLE;
    case Win32Error.ERROR_HOST_UNREACHABLE:
      return IpStatus4.IP_DEST_HOST_UNREACHABLE;
    case Win32Error.ERROR_PROTOCOL_UNREACHABLE:
      return IpStatus4.IP_DEST_PROT_UNREACHABLE;
    case Win32Error.ERROR_PORT_UNREACHABLE:
      return IpStatus4.IP_DEST_PORT_UNREACHABLE;
    default:
      return code > 11_000 && code <= IpStatus4.IP_PENDING ? code : IpStatus4.IP_GENERAL_FAILURE;
  }
}

import type { EchoCompletion } from '../icmpapi/icmpapi.ts';
import { IpStatus4 } from '../wire/status.ts';

/** Stands for a request that never reached the driver: its name had no address, its beat was left out. */
export function nothingSent(sentAt: number, errorCode: string | null): EchoCompletion {
  return {
    phase: 'outcome',
    final: true,
    status: IpStatus4.IP_GENERAL_FAILURE,
    errorNumber: 0,
    errorCode,
    address: null,
    roundTripTime: null,
    rttClock: null,
    sentAt,
    icmpType: null,
    icmpCode: null,
    ttl: null,
    tos: null,
    flags: 0,
    optionsData: null,
    dataSize: null,
    data: null,
    truncated: false,
    altered: false,
    mtu: null,
  };
}

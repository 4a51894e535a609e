import { echoCompletion } from '../../icmpapi/echoCompletion.ts';
import type { EchoCompletion, EchoPhase } from '../../icmpapi/icmpapi.ts';
import { IpStatus4 } from '../../wire/status.ts';
import { statusFromWin32, win32ErrorName } from '../../wire/win32Errors.ts';
import type { EchoRecord } from './echoRecords.ts';
import type { KoffiEcho } from './koffiEcho.ts';

/** A completion without an answer: `sent`, `end` or the time-out. */
export function unanswered(echo: KoffiEcho, phase: EchoPhase, final: boolean): EchoCompletion {
  const status = phase === 'outcome' ? IpStatus4.IP_REQ_TIMED_OUT : IpStatus4.IP_PENDING;
  return echoCompletion(phase, status, echo.sentAtWall, { final });
}

/** The outcome of a request that the system refused with a Win32 error or an IP_STATUS. */
export function refused(echo: KoffiEcho, error: number): EchoCompletion {
  return {
    ...unanswered(echo, 'outcome', true),
    status: statusFromWin32(error),
    errorNumber: error,
    errorCode: win32ErrorName(error, echo.handle.family),
  };
}

/**
 * The answer of a host or router. The API tells no ICMP type and code; those of an echo reply are known all the same.
 * @param address who answered, with its zone.
 */
export function answered(
  echo: KoffiEcho,
  phase: EchoPhase,
  final: boolean,
  record: EchoRecord,
  address: string,
  altered: boolean,
): EchoCompletion {
  const { family } = echo.handle;
  const { data, wantData } = echo.request;
  const isReply = record.status === 0;
  const inIPv4 = 'ttl' in record ? record : null;
  return {
    ...unanswered(echo, phase, final),
    status: record.status,
    address,
    roundTripTime: record.roundTripTime,
    rttClock: 'os-ms',
    icmpType: isReply ? (family === 4 ? 0 : 129) : null,
    icmpCode: isReply ? 0 : null,
    // Some systems leave the TTL out.
    ttl: inIPv4?.ttl || null,
    tos: inIPv4?.tos ?? null,
    flags: inIPv4?.flags ?? 0,
    optionsData: inIPv4 !== null && inIPv4.optionsData.length > 0 ? inIPv4.optionsData : null,
    dataSize: isReply ? record.data.length : null,
    data: isReply && wantData ? record.data : null,
    truncated: isReply && record.data.length < (typeof data === 'number' ? data : data.length),
    altered,
    // The system does not tell what a refusal quotes.
    unproven: false,
  };
}

import { echoCompletion } from '../../icmpapi/echoCompletion.ts';
import type { EchoCompletion } from '../../icmpapi/icmpapi.ts';
import { IpStatus4 } from '../../wire/status.ts';
import type { UnsentReason } from './unsentReason.ts';

/**
 * The completion of a request that never reached the driver: its name had no address, or its beat was left out.
 *
 * @param reason null for a beat that was left out.
 */
export function nothingSent(sentAt: number, reason: UnsentReason | null): EchoCompletion {
  const { errorCode, errorText } = reason ?? { errorCode: null, errorText: null };
  return echoCompletion('outcome', IpStatus4.IP_GENERAL_FAILURE, sentAt, { final: true, errorCode, errorText });
}

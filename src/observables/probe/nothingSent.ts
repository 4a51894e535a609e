import { echoCompletion } from '../../icmpapi/echoCompletion.ts';
import type { EchoCompletion } from '../../icmpapi/icmpapi.ts';
import { IpStatus4 } from '../../wire/status.ts';

/** The completion of a request that never reached the driver: its name had no address, or its beat was left out. */
export function nothingSent(sentAt: number, errorCode: string | null): EchoCompletion {
  return echoCompletion('outcome', IpStatus4.IP_GENERAL_FAILURE, sentAt, { final: true, errorCode });
}

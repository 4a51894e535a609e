import type { EchoCompletion } from '../../icmpapi/icmpapi.ts';
import type { EchoReply, EchoStatus } from '../echoReply.ts';
import type { ProbeSettings } from '../options/probeSettings.ts';

/**
 * Builds an emitted value, on emission. The one place that does: every key is always there in the same order, so
 * that all values share one hidden class.
 */
export function toReply(
  settings: Pick<ProbeSettings, 'target' | 'tag'>,
  destination: string | null,
  lookup: number | null,
  sequence: number,
  status: EchoStatus,
  completion: EchoCompletion,
  missed = 0,
  round = 0,
  attempt = 1,
): EchoReply<unknown> {
  const { icmpType, icmpCode } = completion;
  const reply = {
    target: settings.target,
    tag: settings.tag,
    destination,
    responder: completion.address,
    sequence,
    round,
    attempt,
    status,
    statusCode: completion.status,
    errorCode: completion.errorCode,
    sentAt: completion.sentAt,
    rtt: completion.roundTripTime,
    rttClock: completion.rttClock,
    lookup,
    icmp: icmpType === null || icmpCode === null ? null : { type: icmpType, code: icmpCode },
    replyTtl: completion.ttl,
    size: completion.dataSize,
    truncated: completion.truncated,
    altered: completion.altered,
    mtu: completion.mtu,
    missed,
  };
  // Which keys are not null follows from the status by the driver's contract.
  return reply as EchoReply<unknown>;
}

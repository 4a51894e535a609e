import type { EchoCompletion } from '../../icmpapi/icmpapi.ts';
import type { EchoReply, EchoStatus } from '../echoReply.ts';
import { errnoText } from './errnoText.ts';
import { replyData } from './replyData.ts';
import type { ProbeValue } from './probeValue.ts';

/**
 * Builds an emitted value, on emission. No other place builds one: every key is always there in the same order, so that
 * all values share one hidden class.
 *
 * @param wantsData whether `ReplyData` was asked for.
 * @param missed how many beats a `skipped` value stands for.
 */
export function toReply(
  probe: ProbeValue,
  status: EchoStatus,
  completion: EchoCompletion,
  wantsData: boolean,
  missed = 0,
): EchoReply<unknown> {
  const { icmpType, icmpCode, errorCode, errorText } = completion;
  const wasRequested = status !== 'not-resolved' && status !== 'skipped' && status !== 'removed';
  const reply = {
    target: probe.target,
    tag: probe.tag,
    destination: probe.destination,
    responder: completion.address,
    sequence: probe.sequence,
    round: probe.round,
    attempt: probe.attempt,
    status,
    statusCode: wasRequested ? completion.status : null,
    errorCode,
    errorText: errorText ?? (errorCode === null ? null : errnoText(errorCode)),
    sentAt: completion.sentAt,
    rtt: completion.roundTripTime,
    rttClock: completion.rttClock,
    lookupTime: probe.lookupTime,
    icmp: icmpType === null || icmpCode === null ? null : { type: icmpType, code: icmpCode },
    replyTtl: completion.ttl,
    size: completion.dataSize,
    truncated: completion.truncated,
    altered: completion.altered,
    unproven: completion.unproven,
    mtu: completion.mtu,
    mplsLabels: completion.mplsLabels,
    missed,
  };
  // Which keys are not null follows from the status by the driver's contract.
  return (wantsData ? { ...reply, ...replyData(completion) } : reply) as EchoReply<unknown>;
}

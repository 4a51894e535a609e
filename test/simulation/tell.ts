import type { EchoReply, Hop, MtuStep } from 'rxicmp';
import type { EchoCompletion } from 'rxicmp/icmpapi';

/** The content of a reply without its times and its beat: the same on every network. */
export function tellReply(reply: EchoReply<unknown>): string {
  const { status, responder, destination, attempt, icmp, replyTtl, errorCode, size, mtu, mplsLabels } = reply;
  const parts = [
    status,
    responder !== null && responder !== destination && `from ${responder}`,
    attempt > 1 && `at attempt ${attempt}`,
    icmp !== null && `ICMP ${icmp.type}/${icmp.code}`,
    replyTtl !== null && `TTL ${replyTtl}`,
    errorCode,
    size !== null && `${size} bytes`,
    reply.truncated && 'truncated',
    reply.altered && 'altered',
    reply.unproven && 'unproven',
    mtu !== null && `MTU ${mtu}`,
    mplsLabels !== null && `labels ${JSON.stringify(mplsLabels)}`,
  ];
  return parts.filter(Boolean).join(', ');
}

/** The content of a completion of the port without its times. */
export function tellCompletion(completion: EchoCompletion): string {
  const { phase, final, status, errorCode, address, icmpType, icmpCode, ttl, dataSize, data, mtu, mplsLabels } =
    completion;
  const parts = [
    `${phase}${final ? ', the last' : ''}, status ${status}`,
    errorCode,
    address !== null && `from ${address}`,
    icmpType !== null && `ICMP ${icmpType}/${icmpCode}`,
    ttl !== null && `TTL ${ttl}`,
    dataSize !== null && `${dataSize} bytes`,
    data !== null && `the data ${Array.from(data.subarray(0, 4)).join(' ')}`,
    completion.truncated && 'truncated',
    completion.altered && 'altered',
    completion.unproven && 'unproven',
    mtu !== null && `MTU ${mtu}`,
    mplsLabels !== null && `labels ${JSON.stringify(mplsLabels)}`,
  ];
  return parts.filter(Boolean).join(', ');
}

export function tellHop({ ttl, round, final, responders, replies }: Hop): string {
  const all = replies.map(tellReply).join('; ');
  return `hop ${ttl} of round ${round}${final ? ', the last' : ''}, ${responders.join(' ') || 'nobody'}: ${all}`;
}

export function tellStep({ size, lower, upper, mtu, reply }: MtuStep): string {
  return `${size} bytes: ${tellReply(reply)}; now ${lower} to ${upper}${mtu === null ? '' : `, so it is ${mtu}`}`;
}

import type { EchoReply, Hop, MtuStep } from 'rxicmp';

/** What a reply says, but for times and for the beat it stands for: the same on every network. */
export function tellReply(reply: EchoReply<unknown>): string {
  const { status, responder, destination, attempt, icmp, replyTtl, errorCode, size, mtu } = reply;
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

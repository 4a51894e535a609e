import type { EchoReply } from '../index.ts';

/** A line about a reply, as ping writes it. */
export function formatReply(reply: EchoReply): string {
  const seq = `seq=${reply.sequence}`;
  const about = `${reply.destination ?? reply.target}: ${seq}`;
  switch (reply.status) {
    case 'success':
      return answer(reply, seq);
    case 'late':
      return `${answer(reply, seq)} (late)`;
    case 'duplicate':
      return `${answer(reply, seq)} (DUP!)`;
    case 'timed-out':
      return `${about} timed out`;
    case 'not-sent':
      return `${about} not sent (${reply.errorCode})`;
    case 'not-resolved':
      return `${about} not resolved (${reply.errorCode})`;
    case 'skipped':
      return `${about} skipped, ${reply.missed === 1 ? '1 beat' : `${reply.missed} beats`} missed`;
    case 'unknown':
      return refusal(reply, seq, `Refused with IP_STATUS ${reply.statusCode}`);
    default:
      return refusal(reply, seq, inWords(reply.status));
  }
}

function answer(reply: EchoReply, seq: string): string {
  // What comes late may be a refusal.
  if (reply.size === null) return refusal(reply, seq, `Refused with IP_STATUS ${reply.statusCode}`);
  const ttl = reply.replyTtl === null ? '' : ` ttl=${reply.replyTtl}`;
  const truncated = reply.truncated ? ' (truncated)' : '';
  return `${reply.size} bytes from ${reply.responder}: ${seq}${ttl} ${time(reply)}${truncated}`;
}

function time({ rtt, rttClock }: EchoReply): string {
  if (rttClock !== 'os-ms') return `time=${rtt!.toFixed(3)} ms`;
  return rtt === 0 ? 'time<1 ms' : `time=${rtt} ms`;
}

function refusal({ destination, responder, mtu }: EchoReply, seq: string, what: string): string {
  // A router speaks for many destinations.
  const about = responder === destination ? '' : ` (${destination})`;
  return `From ${responder}: ${seq} ${what}${mtu === null ? '' : ` (mtu=${mtu})`}${about}`;
}

function inWords(status: string): string {
  const words = status.replaceAll('-', ' ');
  return `${words[0]!.toUpperCase()}${words.slice(1)}`.replace('Ttl', 'TTL');
}

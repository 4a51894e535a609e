import type { EchoReply } from '../../index.ts';
import { formatRtt } from './formatRtt.ts';
import { statusInWords } from './statusInWords.ts';
import { unsentReason } from './unsentReason.ts';

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
      return `${about} not sent: ${unsentReason(reply)}`;
    case 'not-resolved':
      return `${about} not resolved: ${unsentReason(reply)}`;
    case 'skipped':
      return `${about} skipped, ${reply.missed === 1 ? '1 beat' : `${reply.missed} beats`} missed`;
    case 'removed':
      return `${about} removed`;
    default:
      return refusal(reply, seq, reply.status);
  }
}

function answer(reply: EchoReply, seq: string): string {
  // What comes late may be a refusal.
  if (reply.size === null) return refusal(reply, seq, 'unknown');
  const ttl = reply.replyTtl === null ? '' : ` ttl=${reply.replyTtl}`;
  const damage = (reply.truncated ? ' (truncated)' : '') + (reply.altered ? ' (altered)' : '');
  return `${reply.size} bytes from ${reply.responder}: ${seq}${ttl} ${time(reply)}${damage}`;
}

function time(reply: EchoReply): string {
  const rtt = formatRtt(reply);
  return rtt.startsWith('<') ? `time${rtt}` : `time=${rtt}`;
}

function refusal(
  { destination, responder, mtu, statusCode, unproven }: EchoReply,
  seq: string,
  status: string,
): string {
  const words = statusInWords(status, statusCode);
  const what = `${words[0]!.toUpperCase()}${words.slice(1)}`;
  // A router speaks for many destinations.
  const about = responder === destination ? '' : ` (${destination})`;
  return `From ${responder}: ${seq} ${what}${mtu === null ? '' : ` (mtu=${mtu})`}${unproven ? ' (unproven)' : ''}${about}`;
}

import type { EchoReply } from '../../index.ts';
import { formatRtt } from './formatRtt.ts';
import { statusInWords } from './statusInWords.ts';
import { unsentReason } from './unsentReason.ts';

/**
 * A line about a reply, as ping writes it.
 *
 * @param numeric whether a target that was given by name is shown by its address alone.
 */
export function formatReply(reply: EchoReply, numeric = false): string {
  const seq = `seq=${reply.sequence}`;
  const host = nameOf(reply, numeric);
  const about = `${host}: ${seq}`;
  switch (reply.status) {
    case 'success':
      return answer(reply, seq, host);
    case 'late':
      return `${answer(reply, seq, host)} (late)`;
    case 'duplicate':
      return `${answer(reply, seq, host)} (DUP!)`;
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
      return refusal(reply, seq, host);
  }
}

/** How a line names a target: by its address, and by its name if that was given. */
export function nameOf({ target, destination }: EchoReply, numeric: boolean): string {
  if (destination === null || destination === target) return target;
  return numeric ? destination : `${target} (${destination})`;
}

function answer(reply: EchoReply, seq: string, host: string): string {
  // A late answer may be a refusal.
  if (reply.size === null) return refusal(reply, seq, host);
  const isOther = reply.responder !== reply.destination;
  const who = isOther ? `${reply.responder}` : host;
  const ttl = reply.replyTtl === null ? '' : ` ttl=${reply.replyTtl}`;
  const remarks = [
    reply.truncated && ' (truncated)',
    reply.altered && ' (altered)',
    isOther && ` (another address than ${reply.destination})`,
  ];
  return `${reply.size} bytes from ${who}: ${seq}${ttl} ${time(reply)}${remarks.filter(Boolean).join('')}`;
}

function time(reply: EchoReply): string {
  const rtt = formatRtt(reply);
  return rtt.startsWith('<') ? `time${rtt}` : `time=${rtt}`;
}

function refusal(reply: EchoReply, seq: string, host: string): string {
  const { destination, responder, mtu, unproven } = reply;
  const words = statusInWords(reply);
  const what = `${words[0]!.toUpperCase()}${words.slice(1)}`;
  // A router answers for many destinations, so the line names the destination too.
  const about = responder === destination ? '' : ` (${host.replace(/ \((.*)\)$/, ', $1')})`;
  return `From ${responder}: ${seq} ${what}${mtu === null ? '' : ` (mtu=${mtu})`}${unproven ? ' (unproven)' : ''}${about}`;
}

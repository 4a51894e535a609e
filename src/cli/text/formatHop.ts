import type { EchoOutcome, Hop } from '../../index.ts';
import { formatRtt } from './formatRtt.ts';
import { statusInWords } from './statusInWords.ts';

/** The marks of traceroute. A status without a mark is written out. */
const MARKS: Readonly<Record<string, string>> = {
  'destination-net-unreachable': '!N',
  'destination-host-unreachable': '!H',
  'destination-protocol-unreachable': '!P',
  'destination-prohibited': '!X',
};

/** A line about a hop, as traceroute writes it: each responder stands before its first time. */
export function formatHop({ ttl, replies }: Hop): string {
  let who: string | null = null;
  const parts = replies.map((reply) => {
    if (reply.responder === null) return silence(reply);
    const name = reply.responder === who ? '' : `${reply.responder}  `;
    who = reply.responder;
    return `${name}${formatRtt(reply)}${mark(reply)}`;
  });
  // A reason why this machine could not send one probe is the reason for all of them.
  if (replies.every(({ status }) => status === 'not-sent')) parts.splice(1);
  return `${String(ttl).padStart(2)}  ${parts.join('  ')}`;
}

function silence({ status, errorCode }: EchoOutcome): string {
  return status === 'timed-out' ? '*' : `${statusInWords(status, 0)} (${errorCode})`;
}

function mark({ status, statusCode, mtu }: EchoOutcome): string {
  if (status === 'success' || status === 'ttl-expired-in-transit' || status === 'time-exceeded') return '';
  if (status === 'packet-too-big') return mtu === null ? ' !F' : ` !F-${mtu}`;
  return ` ${MARKS[status] ?? `(${statusInWords(status, statusCode)})`}`;
}

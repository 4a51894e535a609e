import type { EchoOutcome, Hop } from '../../index.ts';
import { formatLabels } from './formatLabels.ts';
import { formatRtt } from './formatRtt.ts';
import { statusInWords } from './statusInWords.ts';

/** The marks of Linux' traceroute, which are those of others too. A status without a mark is written out. */
const MARKS: Readonly<Record<string, string>> = {
  'destination-net-unreachable': '!N',
  'destination-host-unreachable': '!H',
  'destination-protocol-unreachable': '!P',
  'destination-prohibited': '!X',
};
/** Codes of ICMP "destination unreachable" with the mark of their kind: network, host, prohibited, or one of their own. */
const CODES4: Readonly<Record<number, string>> = {
  5: '!S',
  6: '!N',
  7: '!H',
  8: '!N',
  9: '!X',
  10: '!X',
  11: '!N',
  12: '!H',
  13: '!X',
  14: '!V',
  15: '!C',
};

/**
 * A line about a hop, as traceroute writes it: each responder stands before its first time, with the MPLS labels that it told.
 *
 * @param nameOf how an address is shown.
 */
export function formatHop({ ttl, replies }: Hop, nameOf: (address: string) => string = (address) => address): string {
  let who: string | null = null;
  const parts = replies.map((reply) => {
    if (reply.responder === null) return silence(reply);
    const labels = reply.mplsLabels === null ? '' : `${formatLabels(reply.mplsLabels)}  `;
    const whose = `${nameOf(reply.responder)}  ${labels}`;
    const name = whose === who ? '' : whose;
    who = whose;
    return `${name}${formatRtt(reply)}${mark(reply)}`;
  });
  // A reason why this machine could not send one probe is the reason for all of them.
  if (replies.every(({ status }) => status === 'not-sent')) parts.splice(1);
  return `${String(ttl).padStart(2)}  ${parts.join('  ')}`;
}

function silence(reply: EchoOutcome): string {
  return reply.status === 'timed-out' ? '*' : `${statusInWords(reply)} (${reply.errorCode})`;
}

/** Whether a hop has answered as it should: as the target, or because the TTL was used up there. */
export function isFromHop({ status }: EchoOutcome): boolean {
  return status === 'success' || status === 'ttl-expired-in-transit' || status === 'time-exceeded';
}

/** What traceroute puts behind the time of a refusal; nothing for a TTL that was used up, and for the target. */
export function mark(reply: EchoOutcome): string {
  const { status, icmp, mtu } = reply;
  if (isFromHop(reply)) return '';
  if (status === 'packet-too-big') return mtu === null ? ' !F' : ` !F-${mtu}`;
  const byCode = icmp?.type === 3 && !reply.destination?.includes(':') ? CODES4[icmp.code] : undefined;
  return ` ${byCode ?? MARKS[status] ?? `(${statusInWords(reply)})`}`;
}

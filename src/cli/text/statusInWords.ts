import { ipStatusName } from '../../icmpapi/index.ts';
import type { EchoReply } from '../../index.ts';

/** What the codes of ICMP "destination unreachable" say, where the status of a reply says less (RFC 1122, 1812, 4443). */
const CODES4: Readonly<Record<number, string>> = {
  5: 'source route failed',
  6: 'destination net unknown',
  7: 'destination host unknown',
  8: 'source host isolated',
  9: 'destination net prohibited',
  10: 'destination host prohibited',
  11: 'destination net unreachable for this TOS',
  12: 'destination host unreachable for this TOS',
  13: 'packet filtered',
  14: 'host precedence violation',
  15: 'precedence cutoff',
};
const CODES6: Readonly<Record<number, string>> = {
  1: 'administratively prohibited',
  5: 'source address failed policy',
  6: 'route rejected',
};

/** What a refusal says, in lower case. Also for a late refusal, whose status says only that it was late. */
export function statusInWords({
  status,
  statusCode,
  icmp,
  destination,
}: Pick<EchoReply, 'status' | 'statusCode' | 'icmp' | 'destination'>): string {
  const family = destination?.includes(':') === true ? 6 : 4;
  if (icmp?.type === (family === 4 ? 3 : 1)) {
    const said = (family === 4 ? CODES4 : CODES6)[icmp.code];
    if (said !== undefined) return said;
  }
  if (status !== 'unknown' && status !== 'late') return inLowerCase(status.replaceAll('-', ' '));
  const name = statusCode === null ? null : ipStatusName(statusCode, family);
  if (name === null)
    return `refused with ${icmp === null ? `IP_STATUS ${String(statusCode)}` : `ICMP type ${icmp.type}, code ${icmp.code}`}`;
  const words = name.replace(/^IP_/, '').replaceAll('_', ' ').toLowerCase();
  return inLowerCase(
    words
      .replace(/^dest /, 'destination ')
      .replace(/\bprot\b/, 'protocol')
      .replace(/\breassem$/, 'in reassembly')
      .replace(/expired transit$/, 'expired in transit'),
  );
}

function inLowerCase(words: string): string {
  return words.replace(/^ttl/, 'TTL');
}

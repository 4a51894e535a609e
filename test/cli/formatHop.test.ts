import type { Hop } from 'rxicmp';
import { expect, it } from 'vitest';
import { formatHop } from '../../src/cli/text/formatHop.ts';
import { reply } from './reply.ts';

const at = (responder: string, rtt: number, more: object = {}) =>
  reply({ responder, rtt, status: 'ttl-expired-in-transit', ...more });
const entry = (label: number, bottomOfStack = true) => ({ label, trafficClass: 5, bottomOfStack, ttl: 1 });
const labelled = (...mplsLabels: unknown[]) => ({ mplsLabels });
const silent = reply({ responder: null, rtt: null, status: 'timed-out' });

it.each([
  [[at('10.0.0.1', 1), at('10.0.0.1', 2)], ' 7  10.0.0.1  1.000 ms  2.000 ms'],
  [[at('10.0.0.1', 1), silent, at('10.0.0.1', 2)], ' 7  10.0.0.1  1.000 ms  *  2.000 ms'],
  [[at('10.0.0.1', 1), at('10.0.0.2', 2)], ' 7  10.0.0.1  1.000 ms  10.0.0.2  2.000 ms'],
  [[silent, at('10.0.0.2', 0, { rttClock: 'os-ms' })], ' 7  *  10.0.0.2  <1 ms'],
  [[at('10.0.0.1', 1, { status: 'destination-net-unreachable' })], ' 7  10.0.0.1  1.000 ms !N'],
  [[at('10.0.0.1', 1, { status: 'destination-prohibited' })], ' 7  10.0.0.1  1.000 ms !X'],
  [[at('10.0.0.1', 1, { status: 'packet-too-big', mtu: 1400 })], ' 7  10.0.0.1  1.000 ms !F-1400'],
  [[at('10.0.0.1', 1, { status: 'packet-too-big' })], ' 7  10.0.0.1  1.000 ms !F'],
  // As Linux' traceroute, which has one mark for all that is prohibited.
  [
    [9, 10, 13].map((code) => at('10.0.0.1', code, { status: 'destination-prohibited', icmp: { type: 3, code } })),
    ' 7  10.0.0.1  9.000 ms !X  10.000 ms !X  13.000 ms !X',
  ],
  [
    [6, 7, 12].map((code) => at('10.0.0.1', code, { status: 'destination-host-unreachable', icmp: { type: 3, code } })),
    ' 7  10.0.0.1  6.000 ms !N  7.000 ms !H  12.000 ms !H',
  ],
  [[at('10.0.0.1', 1, { status: 'bad-route' })], ' 7  10.0.0.1  1.000 ms (bad route)'],
  [
    [at('10.0.0.1', 1, { status: 'unknown', statusCode: 11999 })],
    ' 7  10.0.0.1  1.000 ms (refused with IP_STATUS 11999)',
  ],
  // A stack stands once before the times of probes that had it.
  [
    [at('10.0.0.1', 1, labelled(entry(24_001))), at('10.0.0.1', 2, labelled(entry(24_001)))],
    ' 7  10.0.0.1  [MPLS: L 24001 TC 5 S 1 TTL 1]  1.000 ms  2.000 ms',
  ],
  [
    [at('10.0.0.1', 1), at('10.0.0.1', 2, labelled(entry(24_001, false), entry(0)))],
    ' 7  10.0.0.1  1.000 ms  10.0.0.1  [MPLS: L 24001 TC 5 S 0 TTL 1, L 0 TC 5 S 1 TTL 1]  2.000 ms',
  ],
])('%#: %j', (replies, line) => {
  const hop = { target: 'a', round: 0, ttl: 7, responders: [], final: false, replies } as unknown as Hop;
  expect(formatHop(hop)).toBe(line);
});

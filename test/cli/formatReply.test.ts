import { expect, it } from 'vitest';
import { formatReply } from '../../src/cli/text/formatReply.ts';
import { reply } from './reply.ts';

const nothing = { responder: null, rtt: null, rttClock: null, replyTtl: null, size: null };
const refused = { responder: '10.0.0.1', size: null, sequence: 3, rtt: 1.5 };

it.each([
  [{}, '32 bytes from 127.0.0.1: seq=0 ttl=64 time=0.041 ms'],
  [{ sequence: 70_000, size: 0, rtt: 1234.5678 }, '0 bytes from 127.0.0.1: seq=70000 ttl=64 time=1234.568 ms'],
  [
    { responder: 'fe80::1%eth0', replyTtl: null },
    '32 bytes from fe80::1%eth0: seq=0 time=0.041 ms (another address than 127.0.0.1)',
  ],
  [{ rttClock: 'os-ms', rtt: 0 }, '32 bytes from 127.0.0.1: seq=0 ttl=64 time<1 ms'],
  [{ rttClock: 'os-ms', rtt: 7 }, '32 bytes from 127.0.0.1: seq=0 ttl=64 time=7 ms'],
  [{ size: 20, truncated: true }, '20 bytes from 127.0.0.1: seq=0 ttl=64 time=0.041 ms (truncated)'],
  [{ altered: true }, '32 bytes from 127.0.0.1: seq=0 ttl=64 time=0.041 ms (altered)'],
  [{ status: 'late', rtt: 1500 }, '32 bytes from 127.0.0.1: seq=0 ttl=64 time=1500.000 ms (late)'],
  [{ status: 'duplicate' }, '32 bytes from 127.0.0.1: seq=0 ttl=64 time=0.041 ms (DUP!)'],
  [
    { ...refused, status: 'late', statusCode: 11003 },
    'From 10.0.0.1: seq=3 Destination host unreachable (127.0.0.1) (late)',
  ],
  [{ ...nothing, status: 'timed-out' }, '127.0.0.1: seq=0 timed out'],
  [
    { ...nothing, status: 'not-sent', errorCode: 'ENETUNREACH', errorText: 'no route' },
    '127.0.0.1: seq=0 not sent: no route (ENETUNREACH)',
  ],
  [
    { ...nothing, status: 'not-resolved', destination: null, errorCode: 'ENOTFOUND', errorText: 'no address' },
    'localhost: seq=0 not resolved: no address (ENOTFOUND)',
  ],
  [{ ...nothing, status: 'removed', sequence: 7 }, '127.0.0.1: seq=7 removed'],
  [{ ...nothing, status: 'skipped', sequence: 5, missed: 1 }, '127.0.0.1: seq=5 skipped, 1 beat missed'],
  [{ ...nothing, status: 'skipped', destination: null, missed: 3 }, 'localhost: seq=0 skipped, 3 beats missed'],
  [
    { ...refused, destination: '10.0.0.1', status: 'destination-host-unreachable' },
    'From 10.0.0.1: seq=3 Destination host unreachable',
  ],
  [{ ...refused, status: 'ttl-expired-in-transit' }, 'From 10.0.0.1: seq=3 TTL expired in transit (127.0.0.1)'],
  [{ ...refused, status: 'packet-too-big', mtu: 1400 }, 'From 10.0.0.1: seq=3 Packet too big (mtu=1400) (127.0.0.1)'],
  [
    { ...refused, status: 'unknown', statusCode: 11999 },
    'From 10.0.0.1: seq=3 Refused with IP_STATUS 11999 (127.0.0.1)',
  ],
])('formatReply(%j) is %s', (given, line) => {
  expect(formatReply(reply(given), true)).toBe(line);
});

it.each([
  [{}, '32 bytes from localhost (127.0.0.1): seq=0 ttl=64 time=0.041 ms'],
  [{ ...nothing, status: 'timed-out' }, 'localhost (127.0.0.1): seq=0 timed out'],
  [{ ...refused, status: 'time-exceeded' }, 'From 10.0.0.1: seq=3 Time exceeded (localhost, 127.0.0.1)'],
  [
    { ...refused, status: 'destination-host-unreachable', icmp: { type: 3, code: 13 } },
    'From 10.0.0.1: seq=3 Packet filtered (localhost, 127.0.0.1)',
  ],
  [
    { ...nothing, status: 'not-sent', errorCode: 'EMSGSIZE', errorText: 'too large', mtu: 1500 },
    'localhost (127.0.0.1): seq=0 not sent: message too long, mtu 1500 (EMSGSIZE)',
  ],
])('of a target with a name, formatReply(%j) is %s', (given, line) => {
  expect(formatReply(reply(given))).toBe(line);
});

import { IpStatus4, IpStatus6, statusFromIcmp } from 'rxicmp/icmpapi';
import { expect, it } from 'vitest';
import { rejectedStatus } from '../../../src/observables/probe/rejectedStatus.ts';

it.each([
  [4, 3, 0, 'destination-net-unreachable'],
  [4, 3, 1, 'destination-host-unreachable'],
  [4, 3, 2, 'destination-protocol-unreachable'],
  [4, 3, 3, 'destination-port-unreachable'],
  [4, 3, 4, 'packet-too-big'],
  [4, 3, 5, 'bad-route'],
  [4, 4, 0, 'source-quench'],
  [4, 11, 0, 'ttl-expired-in-transit'],
  [4, 11, 1, 'ttl-expired-in-reassembly'],
  [4, 12, 0, 'parameter-problem'],
  [6, 1, 0, 'destination-net-unreachable'],
  [6, 1, 1, 'destination-prohibited'],
  [6, 1, 2, 'destination-scope-mismatch'],
  [6, 1, 3, 'destination-host-unreachable'],
  [6, 1, 4, 'destination-port-unreachable'],
  [6, 1, 6, 'destination-unreachable'],
  [6, 2, 0, 'packet-too-big'],
  [6, 3, 0, 'ttl-expired-in-transit'],
  [6, 3, 1, 'ttl-expired-in-reassembly'],
  [6, 3, 2, 'time-exceeded'],
  [6, 4, 0, 'bad-header'],
  [6, 4, 1, 'unrecognized-next-header'],
  [6, 4, 2, 'bad-option'],
  [6, 4, 3, 'parameter-problem'],
] as const)('ICMPv%d type %d code %d is %s', (family, type, code, status) => {
  expect(rejectedStatus(statusFromIcmp(family, type, code), family)).toBe(status);
});

it('keeps to unknown for what no router says', () => {
  for (const code of [IpStatus4.IP_GENERAL_FAILURE, IpStatus6.IP_ICMP_ERROR, IpStatus4.IP_HW_ERROR, 0, 5, 12_345]) {
    expect(rejectedStatus(code, 4)).toBe('unknown');
    expect(rejectedStatus(code, 6)).toBe('unknown');
  }
  // A request with an option that is too big never leaves this machine. The status still counts as one about options.
  expect(rejectedStatus(IpStatus4.IP_OPTION_TOO_BIG, 4)).toBe('bad-option');
});

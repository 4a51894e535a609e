import { expect, test } from 'vitest';
import { ICMP_ECHO_REPLY, ICMPV6_ECHO_REPLY, IP_OPTION_INFORMATION } from '../../../src/wire/layout.ts';

test('ICMP_ECHO_REPLY is 40 bytes in a 64-bit process and 28 in a 32-bit one', () => {
  const common = { address: 0, status: 4, roundTripTime: 8, dataSize: 12, reserved: 14, data: 16 };
  expect(ICMP_ECHO_REPLY[8]).toEqual({ ...common, options: 24, size: 40 });
  expect(ICMP_ECHO_REPLY[4]).toEqual({ ...common, options: 20, size: 28 });
});

test('IP_OPTION_INFORMATION is 16 bytes in a 64-bit process and 8 in a 32-bit one', () => {
  const common = { ttl: 0, tos: 1, flags: 2, optionsSize: 3 };
  expect(IP_OPTION_INFORMATION[8]).toEqual({ ...common, optionsData: 8, size: 16 });
  expect(IP_OPTION_INFORMATION[4]).toEqual({ ...common, optionsData: 4, size: 8 });
});

test('the options end where the reply ends', () => {
  for (const size of [4, 8] as const) {
    expect(ICMP_ECHO_REPLY[size].options + IP_OPTION_INFORMATION[size].size).toBe(ICMP_ECHO_REPLY[size].size);
  }
});

test('the address of ICMPV6_ECHO_REPLY is packed', () => {
  expect(ICMPV6_ECHO_REPLY).toEqual({ address: 6, scopeId: 22, status: 28, roundTripTime: 32, data: 36, size: 36 });
});

import { expect, test } from 'vitest';
import { parseAddress } from '../../../src/wire/address.ts';
import { classifyAddress } from '../../../src/wire/classifyAddress.ts';

test.each([
  ['0.0.0.0', 'unspecified'],
  ['0.0.0.1', 'unicast'],
  ['126.255.255.255', 'unicast'],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.255', 'loopback'],
  ['128.0.0.0', 'unicast'],
  ['169.253.255.255', 'unicast'],
  ['169.254.0.1', 'link-local'],
  ['169.255.0.0', 'unicast'],
  ['223.255.255.255', 'unicast'],
  ['224.0.0.1', 'multicast'],
  ['239.255.255.255', 'multicast'],
  ['240.0.0.0', 'unicast'],
  ['255.255.255.254', 'unicast'],
  ['255.255.255.255', 'broadcast'],
  ['::', 'unspecified'],
  ['::1', 'loopback'],
  ['::2', 'unicast'],
  ['1::', 'unicast'],
  ['1::1', 'unicast'],
  ['fe7f::1', 'unicast'],
  ['fe80::1%eth0', 'link-local'],
  ['febf:ffff::1', 'link-local'],
  ['fec0::1', 'unicast'],
  ['fd00::1', 'unicast'],
  ['ff02::1', 'multicast'],
  ['ff05::1:3', 'multicast'],
  ['::ffff:127.0.0.1', 'unicast'],
])('%s is %s', (text, expected) => {
  expect(classifyAddress(parseAddress(text)!.bytes)).toBe(expected);
});

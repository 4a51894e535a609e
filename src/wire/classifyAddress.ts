/** What an address is good for. */
export type AddressClass = 'unspecified' | 'loopback' | 'link-local' | 'multicast' | 'broadcast' | 'unicast';

/**
 * Tells the class of an address of 4 or 16 octets.
 *
 * `broadcast` is 255.255.255.255 only: whether another address is a subnet's broadcast depends on its mask. An
 * IPv4-mapped IPv6 address is `unicast`, whatever it maps.
 */
export function classifyAddress(bytes: Uint8Array): AddressClass {
  return bytes.length === 4 ? classifyIPv4(bytes) : classifyIPv6(bytes);
}

function classifyIPv4(bytes: Uint8Array): AddressClass {
  const first = bytes[0]!;
  if (first === 127) return 'loopback';
  if (first === 169 && bytes[1] === 254) return 'link-local';
  if (first >= 224 && first <= 239) return 'multicast';
  if (bytes.every((octet) => octet === 255)) return 'broadcast';
  return bytes.every((octet) => octet === 0) ? 'unspecified' : 'unicast';
}

function classifyIPv6(bytes: Uint8Array): AddressClass {
  const first = bytes[0]!;
  if (first === 0xff) return 'multicast';
  if (first === 0xfe && (bytes[1]! & 0xc0) === 0x80) return 'link-local';
  if (bytes.subarray(0, 15).some((octet) => octet !== 0)) return 'unicast';
  if (bytes[15] === 0) return 'unspecified';
  return bytes[15] === 1 ? 'loopback' : 'unicast';
}

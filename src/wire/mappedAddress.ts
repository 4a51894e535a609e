import { formatAddress } from './address.ts';

/** The IPv4 address that the 16 octets of an IPv4-mapped IPv6 address (`::ffff:192.0.2.1`) stand for; null for others. */
export function mappedAddress(bytes: Uint8Array): string | null {
  if (bytes.length !== 16 || bytes[10] !== 0xff || bytes[11] !== 0xff) return null;
  for (let i = 0; i < 10; i++) if (bytes[i] !== 0) return null;
  return formatAddress(bytes, 12, 4);
}

import { formatAddress, parseAddress } from '../../wire/address.ts';

/**
 * One text for each address, however it is written: RFC 5952, with a zone by its name.
 *
 * @param interfaces names by index from 1.
 * @returns null for what is no numeric address.
 */
export function canonicalAddress(text: string, interfaces: readonly string[]): string | null {
  const parsed = parseAddress(text);
  if (parsed === null) return null;
  const address = formatAddress(parsed.bytes, 0, parsed.family);
  return parsed.zone === null ? address : `${address}%${interfaces[Number(parsed.zone) - 1] ?? parsed.zone}`;
}

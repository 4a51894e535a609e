import { IcmpArgumentError } from '../errors.ts';
import { classifyAddress } from '../wire/classifyAddress.ts';
import { parseAddress } from '../wire/address.ts';
import type { Resolved } from './resolution.ts';

/** What `inet_aton` would take for an address, such as `10.1` or `0x7f.1`: a last label that is a number. */
const NUMERIC_NAME = /(^|\.)(\d+|0x[\da-f]*)\.?$/i;
/** What no host name has: URLs, ranges and ports have it. */
const FOREIGN_TO_NAMES = /[\s:/%@,?#\[\]]/;

/**
 * Reads a target that needs no look-up.
 *
 * @param zone of a link-local address that has none.
 * @param interfaces names the interfaces of this machine; called only to word an error.
 * @returns null when the target is a name.
 * @throws `IcmpArgumentError` when it can be neither.
 */
export function numericTarget(
  target: string,
  zone: string | number | undefined,
  interfaces: () => readonly string[],
): Resolved | null {
  const parsed = typeof target === 'string' ? parseAddress(target) : null;
  if (parsed === null) {
    checkName(target);
    return null;
  }
  const kind = classifyAddress(parsed.bytes);
  if (kind === 'unspecified') throw new IcmpArgumentError('target', target, 'the address of a host');
  const { family } = parsed;
  if (family === 4 || kind !== 'link-local' || parsed.zone !== null) return { address: target, family, lookup: null };
  if (zone !== undefined) return { address: `${target}%${zone}`, family, lookup: null };
  const names = interfaces();
  const likely = names.find((name) => name !== 'lo') ?? 'eth0';
  const fix = `write ${target}%${likely}, or set networkInterface (here: ${names.join(', ') || 'none'}).`;
  throw new IcmpArgumentError('target', target, 'a zone on a link-local address', fix);
}

function checkName(target: string): void {
  const expected = 'a host name or a numeric address';
  if (typeof target !== 'string' || target === '' || target.length > 253) {
    throw new IcmpArgumentError('target', target, expected);
  }
  if (NUMERIC_NAME.test(target)) {
    throw new IcmpArgumentError('target', target, expected, 'write an address in full, as in 192.0.2.1.');
  }
  if (FOREIGN_TO_NAMES.test(target)) {
    throw new IcmpArgumentError('target', target, expected, 'give the host alone, as in example.com.');
  }
}

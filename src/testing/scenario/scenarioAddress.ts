import { IcmpArgumentError } from '../../errors.ts';
import { zoneFix } from '../../checks/zoneFix.ts';
import { parseAddress } from '../../wire/address.ts';
import { classifyAddress } from '../../wire/classifyAddress.ts';
import { mappedAddress } from '../../wire/mappedAddress.ts';
import { canonicalAddress } from './canonicalAddress.ts';

/** An address of a scenario. */
export interface ScenarioAddress {
  readonly family: 4 | 6;
  /** A multicast address, or 255.255.255.255. */
  readonly isGroup: boolean;
  readonly canonical: string;
}

/**
 * Reads an address of a scenario.
 *
 * @param path where it stands there.
 * @param whose `host`: no address of a group.
 * @throws `IcmpArgumentError` for what is no numeric address, or none that a host can have.
 */
export function readScenarioAddress(
  text: string,
  path: string,
  interfaces: readonly string[],
  whose: 'host' | 'any',
): ScenarioAddress {
  const fail = (expected: string, fix: string): never => {
    throw new IcmpArgumentError(path, text, expected, fix);
  };
  const { family, bytes, zone } =
    parseAddress(text) ?? fail('a numeric address', 'write it in full, as in 192.0.2.1 or 2001:db8::1.');
  const kind = classifyAddress(bytes);
  if (kind === 'unspecified') fail('the address of a host, not the unspecified one', 'name a host.');
  const mapped = family === 6 ? mappedAddress(bytes) : null;
  if (mapped !== null) fail('no IPv4-mapped address', `write ${mapped}.`);
  if (zone !== null && !interfaces.includes(zone) && interfaces[Number(zone) - 1] === undefined) {
    fail('the zone of one of its interfaces', `use one of ${interfaces.join(', ')}, or add it to interfaces.`);
  }
  if (family === 6 && kind === 'link-local' && zone === null) {
    fail('a zone on a link-local address', zoneFix(text, interfaces));
  }
  const isGroup = kind === 'multicast' || kind === 'broadcast';
  if (isGroup && whose === 'host') fail('the address of one host', 'name a host, not a group.');
  return { family, isGroup, canonical: canonicalAddress(text, interfaces)! };
}

import { IcmpArgumentError } from '../../errors.ts';
import { parseAddress, type ParsedAddress } from '../../wire/address.ts';
import { checkHostName } from '../../checks/checkHostName.ts';

/** Addresses from a first to a last one. */
export interface AddressBlock {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
  /** The zone of link-local addresses. */
  readonly zone: string | null;
  /** How many leading bits all have in common; null when the text does not say. */
  readonly prefix: number | null;
}

const EXPECTED = 'a block (192.0.2.0/24), a range (192.0.2.1-192.0.2.9), a numeric address or a host name';
/** Providers use names such as `192.0.2.1-static.example.net`. */
const DOMAIN = /\.[a-z][a-z\d-]+\.?$/i;

/**
 * Reads a block in CIDR notation, a range, or an address.
 *
 * @returns null when the text is a host name.
 * @throws `IcmpArgumentError` when it is none of these.
 */
export function addressBlock(argument: string, text: string): AddressBlock | null {
  if (typeof text !== 'string' || text === '') {
    throw new IcmpArgumentError(argument, text, EXPECTED, 'pass text, such as 192.0.2.0/24.');
  }
  let isHalfARange = false;
  // Ranges first: a zone may contain dashes, so the end of a range would be read as a part of the zone.
  for (let dash = text.indexOf('-'); dash >= 0; dash = text.indexOf('-', dash + 1)) {
    const from = parseAddress(text.slice(0, dash));
    const to = parseAddress(text.slice(dash + 1));
    if (from !== null && to !== null) return range(argument, text, from, to);
    isHalfARange ||= from !== null || to !== null;
  }
  const address = parseAddress(text);
  if (address !== null) return { ...endsAt(address, address), prefix: null };
  const slash = text.lastIndexOf('/');
  if (slash >= 0) return subnet(argument, text, slash);
  if (isHalfARange && !DOMAIN.test(text)) {
    // nmap's users write 192.0.2.1-20.
    const fix = 'write both ends in full, as in 192.0.2.1-192.0.2.20.';
    throw new IcmpArgumentError(argument, text, 'a range of two numeric addresses', fix);
  }
  checkHostName(argument, text);
  return null;
}

function subnet(argument: string, text: string, slash: number): AddressBlock {
  const base = parseAddress(text.slice(0, slash));
  const bits = text.slice(slash + 1);
  if (base === null || !/^\d+$/.test(bits)) {
    const fix = 'write an address in full and the number of its leading bits, as in 192.0.2.0/24.';
    throw new IcmpArgumentError(argument, text, EXPECTED, fix);
  }
  const width = base.family === 4 ? 32 : 128;
  const prefix = Number(bits);
  if (prefix > width) {
    const fix = `write /${width} for a single address, and less for a block.`;
    throw new IcmpArgumentError(argument, text, `a prefix of 0 to ${width} bits`, fix);
  }
  const hosts = (1n << BigInt(width - prefix)) - 1n;
  const { family, first, zone } = endsAt(base, base);
  return { family, zone, first: first & ~hosts, last: first | hosts, prefix };
}

function range(argument: string, text: string, from: ParsedAddress, to: ParsedAddress): AddressBlock {
  if (from.family !== to.family) {
    const fix = 'give a range for each family.';
    throw new IcmpArgumentError(argument, text, 'a range whose ends are of one family', fix);
  }
  if (to.zone !== null && to.zone !== from.zone) {
    const fix = 'write the same zone behind both ends, as in fe80::1%eth0-fe80::9%eth0.';
    throw new IcmpArgumentError(argument, text, 'a range within one zone', fix);
  }
  const block = endsAt(from, to);
  if (block.last < block.first) {
    throw new IcmpArgumentError(argument, text, 'a range whose end does not precede its start', 'swap its ends.');
  }
  return { ...block, prefix: null };
}

function endsAt(from: ParsedAddress, to: ParsedAddress): Omit<AddressBlock, 'prefix'> {
  return { family: from.family, zone: from.zone, first: toBigInt(from.bytes), last: toBigInt(to.bytes) };
}

function toBigInt(bytes: Uint8Array): bigint {
  return bytes.reduce((value, octet) => (value << 8n) | BigInt(octet), 0n);
}

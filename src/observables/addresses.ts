import { IcmpArgumentError } from '../errors.ts';
import { formatAddress } from '../wire/address.ts';
import { addressBlock, type AddressBlock } from './options/addressBlock.ts';
import { checkBoolean } from '../checks/checkBoolean.ts';
import { checkOptions } from '../checks/checkOptions.ts';

/** What `addresses` leaves out. */
export interface AddressesOptions {
  /** Blocks, ranges, addresses and names to leave out, written as `text` may be; default: none. */
  readonly exclude?: Iterable<string> | undefined;
  /**
   * Leave out the addresses of a block that no host has; default false. In IPv4 these are the first and the last one,
   * network and broadcast, except for /31 and /32 (RFC 3021). In IPv6 it is the first one if its last 64 bits are 0:
   * all routers of that subnet answer to it (RFC 4291, 2.6.1), except for /127 and /128. A range leaves out nothing.
   */
  readonly hostsOnly?: boolean | undefined;
}

/**
 * Expands a block, a range or one host to addresses, one after the other as they are asked for: a block of any size
 * needs no more memory than a small one.
 *
 * | text | yields |
 * |---|---|
 * | `192.0.2.0/24`, `2001:db8::/64`, `fe80::%eth0/120` | every address of the block, whichever one is written |
 * | `10.0.0.1-10.0.3.255`, `fe80::1%eth0-fe80::9%eth0` | both ends and all between |
 * | `192.0.2.1`, `2001:db8::1` | that address |
 * | `example.com` | that name, which is not looked up here |
 *
 * The network and broadcast address of a block, and the address of its routers, are left out only with `hostsOnly`. A
 * name in `exclude` leaves out that same name, and no address.
 *
 * @example
 * {@includeCode ../../examples/addresses.ts}
 *
 * @param text a block, a range, an address or a name. {@link sweep} and {@link monitor} read text in the same way.
 * @returns an Iterable that starts anew whenever it is iterated.
 * @throws `IcmpArgumentError` in the call for text that is none of these, a range whose end precedes its start or is of
 * another family, and a prefix that is longer than an address.
 */
export function addresses(text: string, options: AddressesOptions = {}): Iterable<string> {
  checkOptions('options', options, ['exclude', 'hostsOnly']);
  const { exclude = [], hostsOnly = false } = options;
  checkBoolean('hostsOnly', hostsOnly);
  // A string is an iterable too, of its letters.
  if (typeof exclude !== 'object' || exclude === null || !(Symbol.iterator in exclude)) {
    throw new IcmpArgumentError('exclude', exclude, 'an array, or another iterable, of text', 'put it into an array.');
  }
  const block = addressBlock('text', text);
  const names = new Set<string>();
  const holes: AddressBlock[] = [];
  for (const excluded of exclude) {
    const hole = addressBlock('exclude', excluded);
    if (hole === null) names.add(excluded);
    else if (hole.family === block?.family && (hole.zone ?? block.zone) === block.zone) holes.push(hole);
  }
  if (block === null) return names.has(text) ? [] : [text];
  const pieces = cut(hostsOnly ? hostsOf(block) : block, holes);
  return { [Symbol.iterator]: () => (block.family === 4 ? iterate4(pieces) : iterate6(pieces, block.zone)) };
}

type Piece = Pick<AddressBlock, 'first' | 'last'>;

function hostsOf({ family, prefix, first, last }: AddressBlock): Piece {
  if (prefix === null) return { first, last };
  if (family === 4) return prefix <= 30 ? { first: first + 1n, last: last - 1n } : { first, last };
  // A block may be a slice of a subnet: only where the slice begins with the subnet, its first address is no host's.
  return prefix <= 126 && BigInt.asUintN(64, first) === 0n ? { first: first + 1n, last } : { first, last };
}

function cut({ first, last }: Piece, holes: AddressBlock[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let next = first;
  for (const hole of holes.sort((a, b) => (a.first < b.first ? -1 : 1))) {
    if (hole.last < next) continue;
    if (hole.first > last) break;
    if (hole.first > next) pieces.push({ first: next, last: hole.first - 1n });
    next = hole.last + 1n;
  }
  if (next <= last) pieces.push({ first: next, last });
  return pieces;
}

function* iterate4(pieces: readonly Piece[]): Generator<string, void> {
  for (const piece of pieces) {
    const last = Number(piece.last);
    for (let next = Number(piece.first); next <= last;) {
      // What 256 addresses have in common is written once.
      const network = `${next >>> 24}.${(next >>> 16) & 255}.${(next >>> 8) & 255}.`;
      const end = Math.min(last, next + 255 - (next & 255));
      for (; next <= end; next++) yield `${network}${next & 255}`;
    }
  }
}

function* iterate6(pieces: readonly Piece[], zone: string | null): Generator<string, void> {
  const suffix = zone === null ? '' : `%${zone}`;
  for (const { first, last } of pieces) {
    const bytes = toBytes(first);
    const end = toBytes(last);
    for (;;) {
      yield formatAddress(bytes, 0, 6) + suffix;
      if (isSame(bytes, end)) break;
      // 256 is stored as 0, and carried.
      for (let i = 15; ++bytes[i]! > 255;) i--;
    }
  }
}

function toBytes(address: bigint): Uint8Array {
  return Uint8Array.from({ length: 16 }, (_, i) => Number((address >> BigInt(120 - 8 * i)) & 255n));
}

/** Compares from the end, where addresses differ. */
function isSame(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 15; i >= 0; i--) if (a[i] !== b[i]) return false;
  return true;
}

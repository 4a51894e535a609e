import { IcmpArgumentError } from '../errors.ts';
import { writeAddress } from './address.ts';
import type { IpOption, IpTimestampOption } from './ipOption.ts';
import { ipOptionTypes } from './ipOptionTypes.ts';

const { recordRoute, timestamp, looseSourceRoute, strictSourceRoute, stampFlags } = ipOptionTypes;
const MAX_OPTIONS = 40;

/**
 * Encodes IPv4 options for `EchoRequest.optionsData`, with zeros up to a multiple of four bytes.
 *
 * @throws `IcmpArgumentError` when an entry cannot be written, or all of them take more than 40 bytes.
 */
export function encodeIpOptions(options: readonly IpOption[]): Uint8Array {
  const parts = options.map(encodeOption);
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  if (size > MAX_OPTIONS) {
    throw new IcmpArgumentError('options', options, `at most ${MAX_OPTIONS} bytes, not ${size}`, 'ask for less room.');
  }
  const bytes = new Uint8Array((size + 3) & ~3);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function encodeOption(option: IpOption): Uint8Array {
  switch (option.kind) {
    case 'record-route':
      check('room', option.room, 9);
      return route(recordRoute, option.addresses, option.addresses.length, option.room);
    case 'loose-source-route':
    case 'strict-source-route':
      check('next', option.next, option.addresses.length);
      return route(
        option.kind === 'loose-source-route' ? looseSourceRoute : strictSourceRoute,
        option.addresses,
        option.next,
        0,
      );
    case 'timestamp':
      return stamps(option);
    case 'other':
      check('type', option.type, 255);
      check('data', option.data.length, MAX_OPTIONS - 2);
      return Uint8Array.of(option.type, option.data.length + 2, ...option.data);
  }
}

function route(type: number, addresses: readonly string[], before: number, room: number): Uint8Array {
  check('addresses', addresses.length, 9);
  const bytes = new Uint8Array(3 + 4 * (addresses.length + room));
  bytes.set([type, bytes.length, 4 + 4 * before]);
  for (const [i, address] of addresses.entries()) write(address, bytes, 3 + 4 * i);
  return bytes;
}

function stamps({ addresses, stamps: all, room, overflow }: IpTimestampOption): Uint8Array {
  check('room', room, 9);
  check('overflow', overflow, 15);
  check('stamps', all.length, 9);
  const size = addresses === 'none' ? 4 : 8;
  const filled = all.filter(({ time }) => time !== null).length;
  const bytes = new Uint8Array(4 + size * (all.length + room));
  const view = new DataView(bytes.buffer);
  bytes.set([timestamp, bytes.length, 5 + size * filled, (overflow << 4) | stampFlags[addresses]]);
  for (const [i, { address, time }] of all.entries()) {
    const at = 4 + size * i;
    if (size === 8) write(address, bytes, at);
    check('time', time ?? 0, 0xffff_ffff);
    view.setUint32(at + size - 4, time ?? 0);
  }
  return bytes;
}

function write(address: string | null, bytes: Uint8Array, at: number): void {
  if (typeof address === 'string' && writeAddress(address, scratch, 0) === 4) {
    bytes.set(scratch.subarray(0, 4), at);
    return;
  }
  throw new IcmpArgumentError('address', address, 'a numeric IPv4 address', 'for example write 192.0.2.1.');
}

/** An IPv6 address must not overwrite what stands behind the place of an IPv4 one. */
const scratch = new Uint8Array(16);

function check(name: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= most) return;
  throw new IcmpArgumentError(name, value, `an integer from 0 to ${most}`, `pass 0 to ${most}.`);
}

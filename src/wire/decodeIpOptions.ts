import { formatAddress } from './address.ts';
import type { IpOption, IpTimestamp, IpTimestampOption } from './ipOption.ts';
import { ipOptionTypes } from './ipOptionTypes.ts';
import { ReplyDecodeError } from './ReplyDecodeError.ts';

const { end, noOperation, recordRoute, timestamp, looseSourceRoute, strictSourceRoute, stampFlags } = ipOptionTypes;
/** Where the entries begin, counted from the option's first byte: behind type, length and pointer (and the flags). */
const ROUTE = 3;
const STAMPS = 4;

/**
 * Decodes the options of an IPv4 header, such as `optionsData` of a completion. Padding is left out.
 *
 * @throws {@link ReplyDecodeError} when an option is longer than the data, or contradicts itself.
 */
export function decodeIpOptions(data: Uint8Array): IpOption[] {
  // A plain one, whose `slice()` copies; that of a caller's `Buffer` would share memory.
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.length);
  const options: IpOption[] = [];
  for (let at = 0; at < bytes.length && bytes[at] !== end;) {
    if (bytes[at] === noOperation) {
      at++;
      continue;
    }
    const length = bytes[at + 1] ?? 0;
    if (length < 2 || at + length > bytes.length) throw broken(at, `has a length of ${length}`);
    options.push(decodeOption(bytes.subarray(at, at + length), at));
    at += length;
  }
  return options;
}

function decodeOption(option: Uint8Array, at: number): IpOption {
  const type = option[0]!;
  switch (type) {
    case recordRoute: {
      const filled = entriesBefore(option, at, ROUTE, 4);
      const all = addressesOf(option);
      return { kind: 'record-route', addresses: all.slice(0, filled), room: all.length - filled };
    }
    case looseSourceRoute:
    case strictSourceRoute: {
      const kind = type === looseSourceRoute ? 'loose-source-route' : 'strict-source-route';
      return { kind, addresses: addressesOf(option), next: entriesBefore(option, at, ROUTE, 4) };
    }
    case timestamp:
      return decodeTimestamps(option, at);
    default:
      return { kind: 'other', type, data: option.slice(2) };
  }
}

function decodeTimestamps(option: Uint8Array, at: number): IpTimestampOption {
  const flags = option[3] ?? 0;
  const names = Object.keys(stampFlags) as (keyof typeof stampFlags)[];
  const addresses = names.find((name) => stampFlags[name] === (flags & 0xf));
  if (addresses === undefined) throw broken(at, `has the unknown flag ${flags & 0xf}`);
  const size = addresses === 'none' ? 4 : 8;
  const filled = entriesBefore(option, at, STAMPS, size);
  const view = new DataView(option.buffer, option.byteOffset, option.length);
  const all: IpTimestamp[] = [];
  for (let entry = STAMPS; entry + size <= option.length; entry += size) {
    const address = addresses === 'none' ? null : formatAddress(option, entry, 4);
    all.push({ address, time: all.length < filled ? view.getUint32(entry + size - 4) : null });
  }
  // Given addresses are known from the start; recorded ones only once they are stamped.
  const stamps = addresses === 'given' ? all : all.slice(0, filled);
  return { kind: 'timestamp', addresses, stamps, room: all.length - stamps.length, overflow: flags >> 4 };
}

/** Entries in front of the one that the option's pointer points at. */
function entriesBefore(option: Uint8Array, at: number, first: number, size: number): number {
  // The pointer counts from 1.
  const filled = ((option[2] ?? 0) - 1 - first) / size;
  const room = Math.floor((option.length - first) / size);
  if (!(Number.isInteger(filled) && filled >= 0 && filled <= room)) {
    throw broken(at, `has a pointer of ${option[2] ?? 'nothing'}`);
  }
  return filled;
}

function addressesOf(option: Uint8Array): string[] {
  const addresses: string[] = [];
  for (let at = ROUTE; at + 4 <= option.length; at += 4) addresses.push(formatAddress(option, at, 4));
  return addresses;
}

function broken(at: number, problem: string): ReplyDecodeError {
  return new ReplyDecodeError('IP option', at, problem);
}

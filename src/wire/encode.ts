import { IcmpArgumentError } from '../errors.ts';
import { writeAddress } from './address.ts';
import type { NativeMemory } from './decode.ts';
import { ICMP_ECHO_REPLY, ICMPV6_ECHO_REPLY, IP_OPTION_INFORMATION, type PointerSize } from './layout.ts';
import type { EchoReplyRecord, Icmpv6EchoReplyRecord, IpOptionInformation } from './records.ts';

/** The longest options that fit an IPv4 header. */
const MAX_OPT_SIZE = 40;
const MAX_UINT16 = 0xffff;

/**
 * Builds the reply buffer that `IcmpSendEcho2Ex` would have written at `base`: the records, then the options and
 * the payload of each, aligned to the pointer size. The first record counts them, as before `IcmpParseReplies`.
 * Numbers are cut to the width of their field, `roundTripTime` to whole milliseconds.
 *
 * @throws `IcmpArgumentError` for an address that is not IPv4, for more than 65,535 records or payload bytes, for
 * more than 40 bytes of options, or for a base that makes pointers which do not fit.
 */
export function encodeEchoReplies(records: readonly EchoReplyRecord[], options: NativeMemory = {}): Uint8Array {
  const { pointerSize = 8, base = 0 } = options;
  const layout = ICMP_ECHO_REPLY[pointerSize];
  requireAtMost('records', records, MAX_UINT16);
  const recordsSize = records.length * layout.size;
  let size = recordsSize;
  for (const { data, optionsData } of records) {
    requireAtMost('data', data, MAX_UINT16);
    size += aligned(optionsData.length, pointerSize) + aligned(data.length, pointerSize);
  }
  requireBase(base, size, pointerSize);
  const buffer = new Uint8Array(size);
  const view = new DataView(buffer.buffer);
  let free = recordsSize;
  records.forEach((record, index) => {
    const offset = index * layout.size;
    requireFamily(record.address, 4, writeAddress(record.address, buffer, offset + layout.address));
    view.setUint32(offset + layout.status, record.status, true);
    view.setUint32(offset + layout.roundTripTime, record.roundTripTime, true);
    view.setUint16(offset + layout.dataSize, record.data.length, true);
    free = writeOptions(view, offset + layout.options, record, free, pointerSize, base);
    free = place(view, offset + layout.data, record.data, free, pointerSize, base);
  });
  if (records.length > 0) view.setUint16(layout.reserved, records.length, true);
  return buffer;
}

/**
 * Builds the reply buffer that `Icmp6SendEcho2` would have written. Numbers are cut to the width of their field,
 * `roundTripTime` to whole milliseconds.
 *
 * @throws `IcmpArgumentError` for an address that is not IPv6, or has a zone: that goes into `scopeId`.
 */
export function encodeIcmpv6EchoReply(record: Icmpv6EchoReplyRecord): Uint8Array {
  const layout = ICMPV6_ECHO_REPLY;
  const buffer = new Uint8Array(layout.size + record.data.length);
  const view = new DataView(buffer.buffer);
  const family = record.address.includes('%') ? 0 : writeAddress(record.address, buffer, layout.address);
  requireFamily(record.address, 6, family);
  view.setUint32(layout.scopeId, record.scopeId, true);
  view.setUint32(layout.status, record.status, true);
  view.setUint32(layout.roundTripTime, record.roundTripTime, true);
  buffer.set(record.data, layout.data);
  return buffer;
}

/**
 * Builds an `IP_OPTION_INFORMATION` with the options that it points at behind it, to stand at `base`. Numbers are
 * cut to the width of their field.
 *
 * @throws `IcmpArgumentError` for more than 40 bytes of options, or for a base that makes pointers which do not fit.
 */
export function encodeIpOptionInformation(information: IpOptionInformation, options: NativeMemory = {}): Uint8Array {
  const { pointerSize = 8, base = 0 } = options;
  const { size } = IP_OPTION_INFORMATION[pointerSize];
  const buffer = new Uint8Array(size + aligned(information.optionsData.length, pointerSize));
  requireBase(base, buffer.length, pointerSize);
  writeOptions(new DataView(buffer.buffer), 0, information, size, pointerSize, base);
  return buffer;
}

/** @returns the first free offset behind the options. */
function writeOptions(
  view: DataView,
  offset: number,
  { ttl, tos, flags, optionsData }: IpOptionInformation,
  free: number,
  pointerSize: PointerSize,
  base: number,
): number {
  const layout = IP_OPTION_INFORMATION[pointerSize];
  requireAtMost('optionsData', optionsData, MAX_OPT_SIZE);
  view.setUint8(offset + layout.ttl, ttl);
  view.setUint8(offset + layout.tos, tos);
  view.setUint8(offset + layout.flags, flags);
  view.setUint8(offset + layout.optionsSize, optionsData.length);
  return place(view, offset + layout.optionsData, optionsData, free, pointerSize, base);
}

/**
 * Copies `bytes` to the offset `free` and lets the pointer at `offset` point there; no bytes have a null pointer.
 *
 * @returns the next free offset.
 */
function place(
  view: DataView,
  offset: number,
  bytes: Uint8Array,
  free: number,
  pointerSize: PointerSize,
  base: number,
): number {
  if (bytes.length === 0) return free;
  new Uint8Array(view.buffer).set(bytes, free);
  const pointer = base + free;
  view.setUint32(offset, pointer, true);
  if (pointerSize === 8) view.setUint32(offset + 4, pointer / 0x1_0000_0000, true);
  return free + aligned(bytes.length, pointerSize);
}

function aligned(size: number, pointerSize: PointerSize): number {
  return Math.ceil(size / pointerSize) * pointerSize;
}

function requireFamily(address: string, wanted: 4 | 6, family: 0 | 4 | 6): void {
  const example = wanted === 4 ? '192.0.2.1' : '2001:db8::1';
  if (family !== wanted)
    throw new IcmpArgumentError(
      'address',
      address,
      `an IPv${wanted} address without a zone`,
      `write one, such as ${example}.`,
    );
}

function requireAtMost(argument: string, value: { readonly length: number }, most: number): void {
  if (value.length > most)
    throw new IcmpArgumentError(argument, value, `at most ${most} of them`, `leave out all beyond ${most}.`);
}

function requireBase(base: number, size: number, pointerSize: PointerSize): void {
  const limit = pointerSize === 4 ? 2 ** 32 : Number.MAX_SAFE_INTEGER;
  if (!(Number.isInteger(base) && base >= 0 && base + size <= limit)) {
    throw new IcmpArgumentError(
      'base',
      base,
      `an address with ${size} bytes behind it in the ${pointerSize * 8}-bit space`,
      'pass 0, or the address that the buffer is to have.',
    );
  }
}

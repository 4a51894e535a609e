import { formatAddress } from './address.ts';
import { ICMP_ECHO_REPLY, ICMPV6_ECHO_REPLY, IP_OPTION_INFORMATION, type PointerSize } from './layout.ts';
import type { EchoReplyRecord, Icmpv6EchoReplyRecord, IpOptionInformation } from './records.ts';
import { ReplyDecodeError } from './ReplyDecodeError.ts';
import { IpStatus4, IpStatus6 } from './status.ts';

const nothing = new Uint8Array(0);

/** Where a buffer stood in native memory. */
export interface NativeMemory {
  /** Pointer size of the process that wrote the buffer; 8 by default. */
  readonly pointerSize?: PointerSize | undefined;
  /** Address of the buffer's first byte in that process, which its pointers count from; 0 by default. */
  readonly base?: number | undefined;
}

/**
 * Decodes the `ICMP_ECHO_REPLY` records of a reply buffer.
 *
 * Bytes are copied, so that the buffer may be used again. Of a record whose status is not 0, neither payload nor
 * options are looked at: the system may leave anything in their pointers. A buffer that no reply was written to
 * decodes without error, so decode only once the request has completed.
 *
 * @param options `count` is what `IcmpParseReplies` or a synchronous call returned; by default it is read from the
 * first record, where it stands until `IcmpParseReplies` was called.
 * @throws {@link ReplyDecodeError} when a record, or what it points at, is not inside the buffer.
 */
export function decodeEchoReplies(
  buffer: Uint8Array,
  options: NativeMemory & { readonly count?: number | undefined } = {},
): EchoReplyRecord[] {
  const { pointerSize = 8, base = 0 } = options;
  const layout = ICMP_ECHO_REPLY[pointerSize];
  const view = viewOf(buffer);
  const count = options.count ?? readCount(view, pointerSize);
  const records: EchoReplyRecord[] = [];
  for (let i = 0; i < count; i++) {
    records.push(decodeEchoReply(view, i * layout.size, buffer.length, pointerSize, base));
  }
  return records;
}

/**
 * Decodes the `ICMP_ECHO_REPLY` at `offset`, as {@link decodeEchoReplies} does.
 *
 * @param end Nothing at or behind this offset is read.
 * @param base Address of the view's first byte in the process that wrote it.
 * @throws {@link ReplyDecodeError} when the record, or what it points at, is not inside the view before `end`.
 */
export function decodeEchoReply(
  view: DataView,
  offset: number,
  end: number,
  pointerSize: PointerSize,
  base: number,
): EchoReplyRecord {
  const layout = ICMP_ECHO_REPLY[pointerSize];
  const bytes = bytesBefore(view, end);
  requireInside('ICMP_ECHO_REPLY', offset, offset, layout.size, bytes.length);
  const status = view.getUint32(offset + layout.status, true);
  const succeeded = status === IpStatus4.IP_SUCCESS;
  const dataSize = succeeded ? view.getUint16(offset + layout.dataSize, true) : 0;
  const { ttl, tos, flags, optionsData } = readOptions(
    view,
    bytes,
    offset + layout.options,
    succeeded,
    pointerSize,
    base,
  );
  return {
    address: formatAddress(bytes, offset + layout.address, 4),
    status,
    roundTripTime: view.getUint32(offset + layout.roundTripTime, true),
    data: follow('ICMP_ECHO_REPLY.Data', view, bytes, offset + layout.data, dataSize, pointerSize, base),
    ttl,
    tos,
    flags,
    optionsData,
  };
}

/**
 * Decodes an `ICMPV6_ECHO_REPLY`. The payload is copied; it is not looked at when the status is not 0.
 *
 * Here an untouched buffer of zeros is a success from `::`, so decode only once the request has completed.
 *
 * @param options `requestSize` is the number of payload bytes that were sent: the record does not tell its own.
 * @throws {@link ReplyDecodeError} when the record and that many bytes are not inside the buffer.
 */
export function decodeIcmpv6EchoReply(
  buffer: Uint8Array,
  options: { readonly requestSize: number },
): Icmpv6EchoReplyRecord {
  const layout = ICMPV6_ECHO_REPLY;
  const view = viewOf(buffer);
  const bytes = bytesBefore(view, view.byteLength);
  requireInside('ICMPV6_ECHO_REPLY', 0, 0, layout.size, bytes.length);
  const status = view.getUint32(layout.status, true);
  const dataSize = status === IpStatus6.IP_SUCCESS ? options.requestSize : 0;
  requireInside('ICMPV6_ECHO_REPLY data', layout.data, layout.data, dataSize, bytes.length);
  return {
    address: formatAddress(bytes, layout.address, 6),
    scopeId: view.getUint32(layout.scopeId, true),
    status,
    roundTripTime: view.getUint32(layout.roundTripTime, true),
    data: dataSize === 0 ? nothing : bytes.slice(layout.data, layout.data + dataSize),
  };
}

/**
 * Decodes an `IP_OPTION_INFORMATION` at the start of a buffer that also holds what it points at. Bytes are copied.
 *
 * @throws {@link ReplyDecodeError} when the structure, or what it points at, is not inside the buffer.
 */
export function decodeIpOptionInformation(buffer: Uint8Array, options: NativeMemory = {}): IpOptionInformation {
  const { pointerSize = 8, base = 0 } = options;
  const view = viewOf(buffer);
  requireInside('IP_OPTION_INFORMATION', 0, 0, IP_OPTION_INFORMATION[pointerSize].size, view.byteLength);
  return readOptions(view, bytesBefore(view, view.byteLength), 0, true, pointerSize, base);
}

function readCount(view: DataView, pointerSize: PointerSize): number {
  const { size, reserved } = ICMP_ECHO_REPLY[pointerSize];
  requireInside('ICMP_ECHO_REPLY', 0, 0, size, view.byteLength);
  return view.getUint16(reserved, true);
}

function readOptions(
  view: DataView,
  bytes: Uint8Array,
  offset: number,
  withData: boolean,
  pointerSize: PointerSize,
  base: number,
): IpOptionInformation {
  const layout = IP_OPTION_INFORMATION[pointerSize];
  const size = withData ? bytes[offset + layout.optionsSize]! : 0;
  const pointer = offset + layout.optionsData;
  return {
    ttl: bytes[offset + layout.ttl]!,
    tos: bytes[offset + layout.tos]!,
    flags: bytes[offset + layout.flags]!,
    optionsData: follow('IP_OPTION_INFORMATION.OptionsData', view, bytes, pointer, size, pointerSize, base),
  };
}

/** Copies what the pointer at `offset` points at. The only place where a number from a buffer becomes an index. */
function follow(
  field: string,
  view: DataView,
  bytes: Uint8Array,
  offset: number,
  size: number,
  pointerSize: PointerSize,
  base: number,
): Uint8Array {
  // Nothing to follow: the pointer may be null, or point past the end.
  if (size === 0) return nothing;
  const low = view.getUint32(offset, true);
  const pointer = pointerSize === 4 ? low : low + view.getUint32(offset + 4, true) * 0x1_0000_0000;
  // With a base of 0 the subtraction would make a null pointer the first byte of the buffer.
  if (pointer === 0) throw new ReplyDecodeError(field, offset, `is null, but has ${size} bytes`);
  const start = pointer - base;
  requireInside(field, offset, start, size, bytes.length);
  return bytes.slice(start, start + size);
}

/** @param offset Where `field` stands, for the error. */
function requireInside(field: string, offset: number, start: number, size: number, length: number): void {
  // NaN fails this test too.
  if (start >= 0 && size >= 0 && start + size <= length) return;
  throw new ReplyDecodeError(field, offset, `needs bytes ${start} to ${start + size} of a buffer of ${length}`);
}

function viewOf(buffer: Uint8Array): DataView {
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

/**
 * A plain Uint8Array, whose `slice()` copies; that of a caller's `Buffer` would share memory. Never wider than the
 * view, whatever `end` is: what lies around it belongs to somebody else.
 */
function bytesBefore(view: DataView, end: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, Math.max(0, Math.min(end, view.byteLength)));
}

import { randomFillSync } from 'node:crypto';
import type { EchoRequest } from '../../icmpapi/icmpapi.ts';
import { parseAddress, writeAddress } from '../../wire/address.ts';
import { classifyAddress } from '../../wire/classifyAddress.ts';
import { ICMP_ECHO_REPLY, ICMPV6_ECHO_REPLY, IP_OPTION_INFORMATION } from '../../wire/layout.ts';
import { IpStatus4 } from '../../wire/status.ts';
import type { NativeMemory, WindowsApi } from './iphlpapi.ts';

// A block: IP_OPTION_INFORMATION, the options it points at, two sockaddr_in6, the reply buffer, the payload.
const OPTIONS_DATA = 16;
const SOURCE = 56;
const DESTINATION = 88;
const REPLY = 120;
const AF_INET6 = 23;
/** What the API writes behind a reply, by its documentation: an ICMP error message and an IO_STATUS_BLOCK. */
const SLACK = 8 + 16;
/** No reply needs a larger buffer, whatever size the caller asks for. */
const MAX_REPLY = 1 << 20;
/** The default of Windows. It has to be written when there are options: IPv6 refuses 0. */
const DEFAULT_TTL = 128;
/**
 * Bytes at the beginning of the driver's own payload that prove a reply. Of a caller's payload at least as many must
 * come back.
 */
export const COOKIE = 8;
/** Room for the answers of all hosts to a broadcast. */
const MANY_REPLIES = 65_536;
/** Blocks up to this size are used again, larger ones freed: most payloads are small. */
const USUAL = 1024;
/**
 * Blocks that are made at a time: koffi aborts the process when it allocates memory in a worker that is being
 * terminated.
 */
const SLAB = 64;

const cookies = new Uint8Array(512 * COOKIE);
let nextCookie = cookies.length;

/** The native memory of one request, which the system may read and write until the request has ended there. */
export interface EchoMemory {
  readonly memory: NativeMemory;
  readonly family: 4 | 6;
  /** Address of an IP_OPTION_INFORMATION; 0 for none. */
  readonly options: number;
  /** `IPAddr`, or the address of a sockaddr_in6. */
  readonly source: number;
  readonly destination: number;
  /** The octets of the destination in the block. */
  readonly destinationOffset: number;
  readonly reply: number;
  /** The reply buffer, as offset and size in the block. */
  readonly replyOffset: number;
  readonly replySize: number;
  readonly payload: number;
  readonly payloadOffset: number;
  readonly payloadSize: number;
  /** The payload is the caller's and has no cookie: every byte that comes back must be the same. */
  readonly isCallers: boolean;
}

/** Native memory for requests. */
export class EchoMemoryPool {
  readonly #api: WindowsApi;
  readonly #usual: NativeMemory[] = [];

  constructor(api: WindowsApi) {
    this.#api = api;
    this.#makeUsual();
  }

  /**
   * Memory with everything that the API reads of a request.
   * @returns null when the system has not that much memory.
   */
  take(family: 4 | 6, request: EchoRequest, scopeId: number, sourceScopeId: number): EchoMemory | null {
    const { data, optionsData, replySize } = request;
    const payloadSize = typeof data === 'number' ? data : data.length;
    const own = (family === 4 ? ICMP_ECHO_REPLY[8].size : ICMPV6_ECHO_REPLY.size) + payloadSize + SLACK;
    const needed = aligned(own + (optionsData === null ? 0 : 40) + (hasManyResponders(request) ? MANY_REPLIES : 0));
    const wanted = replySize === null ? needed : Math.min(replySize, MAX_REPLY);
    const payloadOffset = REPLY + aligned(wanted);
    const memory = this.#allocate(payloadOffset + payloadSize);
    if (memory === null) return null;
    const { address, bytes, view } = memory;
    bytes.fill(0, 0, payloadOffset);
    // A buffer that the system did not write must not look like a success.
    const status = family === 4 ? ICMP_ECHO_REPLY[8].status : ICMPV6_ECHO_REPLY.status;
    if (wanted >= status + 4) view.setUint32(REPLY + status, IpStatus4.IP_PENDING, true);
    if (typeof data === 'number') writeOwn(bytes.subarray(payloadOffset, payloadOffset + data));
    else bytes.set(data, payloadOffset);
    const { destination, source } = request;
    return {
      memory,
      family,
      options: hasOptions(request) ? this.#writeOptions(memory, request) : 0,
      source: source === null && family === 4 ? 0 : place(memory, SOURCE, family, source ?? '::', sourceScopeId),
      destination: place(memory, DESTINATION, family, destination, scopeId),
      destinationOffset: family === 4 ? DESTINATION : DESTINATION + 8,
      reply: address + REPLY,
      replyOffset: REPLY,
      replySize: wanted,
      payload: payloadSize === 0 ? 0 : address + payloadOffset,
      payloadOffset,
      payloadSize,
      isCallers: typeof data !== 'number',
    };
  }

  /** Call only when the system is done with the memory. */
  release({ memory }: EchoMemory): void {
    if (memory.bytes.length === USUAL) this.#usual.push(memory);
    else memory.free();
  }

  #allocate(size: number): NativeMemory | null {
    if (size > USUAL) return this.#api.allocate(size);
    if (this.#usual.length === 0) this.#makeUsual();
    return this.#usual.pop() ?? null;
  }

  #makeUsual(): void {
    const slab = this.#api.allocate(SLAB * USUAL);
    if (slab === null) return;
    for (let offset = 0; offset < SLAB * USUAL; offset += USUAL) {
      this.#usual.push({
        address: slab.address + offset,
        bytes: slab.bytes.subarray(offset, offset + USUAL),
        view: new DataView(slab.bytes.buffer, offset, USUAL),
        free: () => undefined,
      });
    }
  }

  #writeOptions({ address, bytes, view }: NativeMemory, { ttl, tos, flags, optionsData }: EchoRequest): number {
    const layout = IP_OPTION_INFORMATION[this.#api.pointerSize];
    bytes[layout.ttl] = ttl || DEFAULT_TTL;
    bytes[layout.tos] = tos ?? 0;
    bytes[layout.flags] = flags;
    if (optionsData === null || optionsData.length === 0) return address;
    bytes[layout.optionsSize] = optionsData.length;
    bytes.set(optionsData, OPTIONS_DATA);
    const pointer = address + OPTIONS_DATA;
    view.setUint32(layout.optionsData, pointer, true);
    if (this.#api.pointerSize === 8) view.setUint32(layout.optionsData + 4, pointer / 2 ** 32, true);
    return address;
  }
}

/** Whether the caller's reply buffer is too small for the reply. */
export function hasNoRoom({ family, replySize, payloadSize }: EchoMemory): boolean {
  return replySize < (family === 4 ? ICMP_ECHO_REPLY[8].size : ICMPV6_ECHO_REPLY.size) + payloadSize;
}

function hasManyResponders({ destination }: EchoRequest): boolean {
  const kind = classifyAddress(parseAddress(destination)!.bytes);
  return kind === 'multicast' || kind === 'broadcast';
}

function hasOptions({ ttl, tos, flags, optionsData }: EchoRequest): boolean {
  return ttl !== null || tos !== null || flags !== 0 || optionsData !== null;
}

/** An address as the API takes it: the octets of IPv4 in a number, or the address of a sockaddr_in6. */
function place({ address, bytes, view }: NativeMemory, at: number, family: 4 | 6, text: string, scope: number): number {
  if (family === 4) {
    writeAddress(text, bytes, at);
    return view.getUint32(at, true);
  }
  view.setUint16(at, AF_INET6, true);
  writeAddress(text, bytes, at + 8);
  view.setUint32(at + 24, scope, true);
  return address + at;
}

function writeOwn(payload: Uint8Array): void {
  for (let i = COOKIE; i < payload.length; i++) payload[i] = i;
  if (nextCookie === cookies.length) {
    randomFillSync(cookies);
    nextCookie = 0;
  }
  payload.set(cookies.subarray(nextCookie, nextCookie + Math.min(COOKIE, payload.length)));
  nextCookie += COOKIE;
}

function aligned(size: number): number {
  return (size + 7) & ~7;
}

import type { MplsLabel } from '../../src/wire/mplsLabel.ts';
import { buildIp, internetChecksum, type IpPacket } from './ip.ts';

/** An echo request or reply. */
export interface Echo {
  readonly identifier: number;
  readonly sequence: number;
  readonly payload: Uint8Array;
}

/** How a packet differs from the right one: the field whose value is another packet's. */
export type Foreign = 'id' | 'sequence' | 'address' | 'cookie';

/** Who sends an ICMP message to whom. The addresses are part of an ICMPv6 checksum. */
export interface IcmpPath {
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
}

export interface IcmpErrorMessage {
  readonly type: number;
  readonly code: number;
  /** Next-hop MTU, or 0. */
  readonly mtu: number;
  /** As much of the refused packet as the router quotes, from its IP header on. */
  readonly quoted: Uint8Array;
  /** What follows `quoted`, which then has 128 bytes. */
  readonly extension?: Uint8Array;
  /** False: the error does not say where the extension begins, as before RFC 4884. */
  readonly tellsLength?: boolean;
}

/** Bytes of the refused packet in front of an extension: RFC 4884 demands at least so many. */
const EXTENDED = 128;

export const PROTOCOL = { 4: 1, 6: 58 } as const;
export const ECHO_REQUEST = { 4: 8, 6: 128 } as const;
export const ECHO_REPLY = { 4: 0, 6: 129 } as const;
export const TIME_EXCEEDED = { 4: 11, 6: 3 } as const;
/** Type and code of the message that tells the next-hop MTU. */
export const TOO_BIG = { 4: { type: 3, code: 4 }, 6: { type: 2, code: 0 } } as const;

/** @returns the echo request that the packet is, or null. The checksum is not looked at: the kernel filled it in. */
export function parseEchoRequest(packet: IpPacket): Echo | null {
  if (packet.protocol !== PROTOCOL[packet.family] || packet.payload[0] !== ECHO_REQUEST[packet.family]) return null;
  return parseEcho(packet.payload);
}

/** @returns what follows type, code and checksum of an echo message; null when it is too short. */
export function parseEcho(message: Uint8Array): Echo | null {
  if (message.length < 8) return null;
  const view = new DataView(message.buffer, message.byteOffset, message.length);
  return { identifier: view.getUint16(4), sequence: view.getUint16(6), payload: message.subarray(8) };
}

export function buildEcho(path: IcmpPath, kind: 'request' | 'reply', echo: Echo): Uint8Array {
  const type = kind === 'reply' ? ECHO_REPLY : ECHO_REQUEST;
  const message = new Uint8Array(8 + echo.payload.length);
  const view = new DataView(message.buffer);
  view.setUint8(0, type[path.source.length === 4 ? 4 : 6]);
  view.setUint16(4, echo.identifier);
  view.setUint16(6, echo.sequence);
  message.set(echo.payload, 8);
  return seal(path, message);
}

export function buildError(path: IcmpPath, error: IcmpErrorMessage): Uint8Array {
  const { quoted, extension, tellsLength = true } = error;
  const size = extension === undefined ? quoted.length : EXTENDED;
  const message = new Uint8Array(8 + size + (extension?.length ?? 0));
  const view = new DataView(message.buffer);
  view.setUint8(0, error.type);
  view.setUint8(1, error.code);
  if (path.source.length === 4) view.setUint16(6, error.mtu);
  else view.setUint32(4, error.mtu);
  message.set(quoted.subarray(0, size), 8);
  if (extension !== undefined) {
    if (tellsLength && path.source.length === 4) view.setUint8(5, EXTENDED / 4);
    else if (tellsLength) view.setUint8(4, EXTENDED / 8);
    message.set(extension, 8 + size);
  }
  return seal(path, message);
}

/** The extension of an error that tells MPLS labels (RFC 4950). */
export function buildLabels(labels: readonly MplsLabel[]): Uint8Array {
  const extension = new Uint8Array(8 + 4 * labels.length);
  const view = new DataView(extension.buffer);
  view.setUint8(0, 2 << 4);
  view.setUint16(4, 4 + 4 * labels.length);
  view.setUint16(6, 0x0101);
  for (const [i, { label, trafficClass, bottomOfStack, ttl }] of labels.entries())
    view.setUint32(8 + 4 * i, label * 2 ** 12 + (trafficClass << 9) + (Number(bottomOfStack) << 8) + ttl);
  view.setUint16(2, internetChecksum(extension));
  return extension;
}

/**
 * What an ICMP error quotes of a packet.
 * @param amount `8`: the IP header and 8 bytes, the least that RFC 792 allows. `all`: up to the 576 or 1280 bytes
 * that RFC 1812 and RFC 4443 let the whole error have.
 */
export function quote(packet: IpPacket, amount: 8 | 'all'): Uint8Array {
  const bytes = buildIp(packet);
  const header = bytes.length - packet.payload.length;
  const limit = packet.family === 4 ? 576 - 28 : 1280 - 48;
  return bytes.subarray(0, amount === 8 ? header + 8 : limit);
}

/** The same echo with one field changed. `address` is not a field of it: that one is in the IP header. */
export function foreignEcho(echo: Echo, foreign: Foreign | undefined): Echo {
  switch (foreign) {
    case 'id':
      return { ...echo, identifier: (echo.identifier + 1) & 0xffff };
    case 'sequence':
      return { ...echo, sequence: (echo.sequence + 1) & 0xffff };
    case 'cookie':
      return { ...echo, payload: echo.payload.map((byte, at) => (at < 8 ? byte ^ 0xff : byte)) };
    default:
      return echo;
  }
}

/** Changes the last byte of an ICMP message: of the payload, as long as there is one. */
export function corrupt(path: IcmpPath, message: Uint8Array, what: 'payload' | 'checksum'): Uint8Array {
  const damaged = message.slice();
  const last = damaged.length - 1;
  damaged[last] = (damaged[last] ?? 0) ^ 0xff;
  return what === 'payload' ? seal(path, damaged) : damaged;
}

/** ICMP messages that answer nothing, but look so much like answers that a parser may fail. */
export function buildJunk(path: IcmpPath, echo: Echo): Uint8Array[] {
  const family = path.source.length === 4 ? 4 : 6;
  const unreachable = family === 4 ? 3 : 1;
  const error = (quoted: Uint8Array): Uint8Array => buildError(path, { type: unreachable, code: 1, mtu: 0, quoted });
  const reply = buildEcho(path, 'reply', echo);
  const unassigned = reply.slice();
  unassigned[0] = 250;
  return [
    buildEcho(path, 'request', echo),
    seal(path, unassigned),
    seal(path, reply.slice(0, 4)),
    seal(path, reply.slice(0, 7)),
    error(new Uint8Array(0)),
    error(new Uint8Array(19).fill(family === 4 ? 0x45 : 0x60)),
    error(new Uint8Array(64).fill(0xff)),
  ];
}

/** Fills in the checksum of an ICMP message; its addresses count in ICMPv6. */
export function seal(path: IcmpPath, message: Uint8Array): Uint8Array {
  const sealed = message.slice();
  if (sealed.length < 4) return sealed;
  sealed[2] = sealed[3] = 0;
  const checksum = internetChecksum(...pseudoHeader(path, sealed.length), sealed);
  sealed[2] = checksum >> 8;
  sealed[3] = checksum & 0xff;
  return sealed;
}

/** Whether a message as received carries the right checksum. */
export function isSealed(path: IcmpPath, message: Uint8Array): boolean {
  return internetChecksum(...pseudoHeader(path, message.length), message) === 0;
}

function pseudoHeader(path: IcmpPath, length: number): Uint8Array[] {
  if (path.source.length === 4) return [];
  const rest = new Uint8Array(8);
  new DataView(rest.buffer).setUint32(0, length);
  rest[7] = PROTOCOL[6];
  return [path.source, path.destination, rest];
}

/** The fields of an IP packet that the lab reads and writes. Addresses are bytes. */
export interface IpPacket {
  readonly family: 4 | 6;
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
  readonly ttl: number;
  readonly tos: number;
  readonly protocol: number;
  /** Identification; in IPv6 only a fragment has one. */
  readonly id: number;
  readonly dontFragment: boolean;
  readonly moreFragments: boolean;
  /** Bytes before this fragment. */
  readonly fragmentOffset: number;
  /** IPv4 options. */
  readonly options: Uint8Array;
  readonly payload: Uint8Array;
}

const EMPTY = new Uint8Array(0);
const IPV6_FRAGMENT = 44;
const IPV6_SKIPPED = new Set([0, 43, 60]);

/** @returns null for what is not a whole IPv4 or IPv6 packet. */
export function parseIp(bytes: Uint8Array): IpPacket | null {
  const version = (bytes[0] ?? 0) >> 4;
  if (version === 4 && bytes.length >= 20) return parseIpv4(bytes);
  if (version === 6 && bytes.length >= 40) return parseIpv6(bytes);
  return null;
}

function parseIpv4(bytes: Uint8Array): IpPacket | null {
  const view = viewOf(bytes);
  const headerLength = (view.getUint8(0) & 0xf) * 4;
  const total = view.getUint16(2);
  if (headerLength < 20 || total < headerLength || total > bytes.length) return null;
  const fragment = view.getUint16(6);
  return {
    family: 4,
    source: bytes.subarray(12, 16),
    destination: bytes.subarray(16, 20),
    ttl: view.getUint8(8),
    tos: view.getUint8(1),
    protocol: view.getUint8(9),
    id: view.getUint16(4),
    dontFragment: (fragment & 0x4000) !== 0,
    moreFragments: (fragment & 0x2000) !== 0,
    fragmentOffset: (fragment & 0x1fff) * 8,
    options: bytes.subarray(20, headerLength),
    payload: bytes.subarray(headerLength, total),
  };
}

function parseIpv6(bytes: Uint8Array): IpPacket | null {
  const view = viewOf(bytes);
  const end = 40 + view.getUint16(4);
  if (end > bytes.length) return null;
  let protocol = view.getUint8(6);
  let at = 40;
  let fragment = 0;
  let id = 0;
  while (protocol === IPV6_FRAGMENT || IPV6_SKIPPED.has(protocol)) {
    if (at + 8 > end) return null;
    const next = view.getUint8(at);
    if (protocol === IPV6_FRAGMENT) {
      fragment = view.getUint16(at + 2);
      id = view.getUint32(at + 4);
      at += 8;
    } else {
      at += 8 + view.getUint8(at + 1) * 8;
    }
    protocol = next;
  }
  if (at > end) return null;
  return {
    family: 6,
    source: bytes.subarray(8, 24),
    destination: bytes.subarray(24, 40),
    ttl: view.getUint8(7),
    tos: (view.getUint16(0) >> 4) & 0xff,
    protocol,
    id,
    dontFragment: true,
    moreFragments: (fragment & 1) !== 0,
    fragmentOffset: fragment & 0xfff8,
    options: EMPTY,
    payload: bytes.subarray(at, end),
  };
}

/** One packet, as it stands on the wire. `moreFragments` and `fragmentOffset` make it a fragment. */
export function buildIp(packet: IpPacket): Uint8Array {
  return packet.family === 4 ? buildIpv4(packet) : buildIpv6(packet);
}

function buildIpv4(packet: IpPacket): Uint8Array {
  const headerLength = 20 + packet.options.length;
  const bytes = new Uint8Array(headerLength + packet.payload.length);
  const view = viewOf(bytes);
  view.setUint8(0, 0x40 | (headerLength / 4));
  view.setUint8(1, packet.tos);
  view.setUint16(2, bytes.length);
  view.setUint16(4, packet.id);
  const flags = (packet.dontFragment ? 0x4000 : 0) | (packet.moreFragments ? 0x2000 : 0);
  view.setUint16(6, flags | (packet.fragmentOffset / 8));
  view.setUint8(8, packet.ttl);
  view.setUint8(9, packet.protocol);
  bytes.set(packet.source, 12);
  bytes.set(packet.destination, 16);
  bytes.set(packet.options, 20);
  bytes.set(packet.payload, headerLength);
  view.setUint16(10, internetChecksum(bytes.subarray(0, headerLength)));
  return bytes;
}

function buildIpv6(packet: IpPacket): Uint8Array {
  const isFragment = packet.moreFragments || packet.fragmentOffset > 0;
  const headerLength = isFragment ? 48 : 40;
  const bytes = new Uint8Array(headerLength + packet.payload.length);
  const view = viewOf(bytes);
  view.setUint16(0, 0x6000 | (packet.tos << 4));
  view.setUint16(4, bytes.length - 40);
  view.setUint8(6, isFragment ? IPV6_FRAGMENT : packet.protocol);
  view.setUint8(7, packet.ttl);
  bytes.set(packet.source, 8);
  bytes.set(packet.destination, 24);
  if (isFragment) {
    view.setUint8(40, packet.protocol);
    view.setUint16(42, packet.fragmentOffset | (packet.moreFragments ? 1 : 0));
    view.setUint32(44, packet.id);
  }
  bytes.set(packet.payload, headerLength);
  return bytes;
}

/** The packet on the wire, in as many fragments as `mtu` asks for. */
export function buildFragments(packet: IpPacket, mtu: number): Uint8Array[] {
  const whole = buildIp(packet);
  if (whole.length <= mtu) return [whole];
  const room = (mtu - (packet.family === 4 ? 20 + packet.options.length : 48)) & ~7;
  const fragments: Uint8Array[] = [];
  for (let at = 0; at < packet.payload.length; at += room) {
    const payload = packet.payload.subarray(at, at + room);
    const moreFragments = at + room < packet.payload.length;
    fragments.push(buildIp({ ...packet, dontFragment: false, payload, fragmentOffset: at, moreFragments }));
  }
  return fragments;
}

/** The Internet checksum (RFC 1071) over all parts, each but the last of even length. */
export function internetChecksum(...parts: readonly Uint8Array[]): number {
  let sum = 0;
  for (const part of parts) {
    const even = part.length & ~1;
    for (let i = 0; i < even; i += 2) sum += ((part[i] ?? 0) << 8) | (part[i + 1] ?? 0);
    if (even < part.length) sum += (part[even] ?? 0) << 8;
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

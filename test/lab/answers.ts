import { Dice } from '../../src/testing/dice.ts';
import { firstOf } from '../../src/testing/firstOf.ts';
import { addressBytes } from './address.ts';
import {
  PROTOCOL,
  TIME_EXCEEDED,
  TOO_BIG,
  buildEcho,
  buildError,
  buildJunk,
  corrupt,
  foreignEcho,
  parseEcho,
  quote,
  seal,
  type Echo,
  type Foreign,
  type IcmpPath,
} from './icmp.ts';
import { buildFragments, buildIp, type IpPacket } from './ip.ts';
import type { LabHost } from './labHost.ts';
import { passOptions } from './passOptions.ts';
import { routerAddress } from './routerAddress.ts';

/** Packets to send `delay` milliseconds after the request came. */
export interface Answer {
  readonly delay: number;
  readonly packets: readonly Uint8Array[];
}

interface Refusal {
  readonly type: number;
  readonly code: number;
  readonly from: string;
  readonly mtu?: number;
}

/** Who answers in a host's place when the answer's address is to be wrong. */
const STRANGER = { 4: '198.19.254.254', 6: '2001:db8:fffe::fe' } as const;

/**
 * What the routers on the way do with a packet or fragment of `size` bytes.
 * @returns null when it gets through, else the answers: none for a later fragment, as RFC 1122 wants.
 */
export function stoppedOnTheWay(host: LabHost, packet: IpPacket, size: number): Answer[] | null {
  const { family, ttl } = packet;
  const isTooBig = packet.dontFragment && host.mtu !== undefined && size > host.mtu;
  // What is too big gets no further than the first router.
  const expires = ttl < (isTooBig ? Math.min(2, hopsTo(host)) : hopsTo(host));
  if (!expires && !isTooBig) return null;
  const hop = expires ? ttl : 1;
  const router = host.routers?.[hop - 1];
  const silent = router === null || (!expires && host.tooBig === 'silent');
  if (silent || packet.fragmentOffset > 0) return [];
  const from = router ?? routerAddress(family, hop);
  const mtu = host.tooBig === 'without-mtu' ? 0 : host.mtu!;
  const error = expires ? { type: TIME_EXCEEDED[family], code: 0, from } : { ...TOO_BIG[family], from, mtu };
  return refusals(host, packet, error, new Dice(0, host.address).latency(firstOf(host.latency), 0)!, hop);
}

function hopsTo({ distance, routers = [] }: LabHost): number {
  return distance ?? routers.length + 1;
}

/**
 * What a host answers to an echo request that reached it.
 * @param responder the host's address.
 * @param earlier requests that the host got before this one.
 * @param mtu of the interface that the answer comes in by.
 */
export function answers(
  host: LabHost,
  responder: Uint8Array,
  packet: IpPacket,
  echo: Echo,
  earlier: number,
  mtu: number,
): Answer[] {
  const dice = new Dice(0, host.address);
  const latency = dice.latency(host.latency ?? 1, earlier);
  if (host.silent || dice.isOne(host.loss ?? 0, earlier, 'loss') || latency === null) return [];
  const hops = hopsTo(host);
  const path = { source: responder, destination: packet.source };
  const all: Answer[] = [];
  if (host.junk) {
    const junk = buildJunk(path, echo);
    const packets = junk.map((payload) => buildIp({ ...header(host, packet, hops), source: responder, payload }));
    all.push({ delay: 0, packets });
  }
  if (host.refuse !== undefined) return [...all, ...refusals(host, packet, host.refuse, latency, hops)];
  const reply = (foreign: Foreign | undefined): readonly Uint8Array[] => {
    const source = foreign === 'address' ? addressBytes(STRANGER[packet.family]) : responder;
    const payload = echo.payload.subarray(0, host.truncateTo ?? echo.payload.length);
    const from = { ...path, source };
    const message = buildEcho(from, 'reply', foreignEcho({ ...echo, payload }, foreign));
    const options = optionsOf(host, packet, hops, responder);
    return buildFragments(
      { ...header(host, packet, hops), options, source, payload: damage(host, from, message) },
      mtu,
    );
  };
  if (host.impostor !== undefined) all.push({ delay: 0, packets: reply(host.impostor) });
  for (let copy = 1; copy <= (host.copies ?? 1); copy++) {
    all.push({ delay: copy * latency, packets: reply(host.foreign) });
  }
  return all;
}

/** The request's IPv4 options, as they come back: every router writes itself in on both ways. */
function optionsOf(host: LabHost, packet: IpPacket, hops: number, responder: Uint8Array): Uint8Array {
  const routers = Array.from({ length: hops - 1 }, (_, hop) => host.routers?.[hop] ?? routerAddress(4, hop + 1));
  const way = packet.options.length === 0 ? [] : routers.map(addressBytes);
  return [...way, responder, ...way.reverse()].reduce(passOptions, packet.options);
}

/** An ICMP error from `hops` hops away, after that of an impostor. */
function refusals(host: LabHost, packet: IpPacket, error: Refusal, latency: number, hops: number): Answer[] {
  const source = addressBytes(error.from);
  const path = { source, destination: packet.source };
  const build = (foreign: Foreign | undefined): Uint8Array => {
    const { quoteOptions: options = packet.options } = host;
    const quoted = quote({ ...foreignPacket(packet, foreign), options }, host.quote ?? 'all');
    const message = buildError(path, { type: error.type, code: error.code, mtu: error.mtu ?? 0, quoted });
    const payload = damage(host, path, message);
    return buildIp({ ...header(host, packet, hops), options: new Uint8Array(0), source, payload });
  };
  const right = { delay: latency, packets: [build(host.foreign)] };
  return host.impostor === undefined ? [right] : [{ delay: 0, packets: [build(host.impostor)] }, right];
}

/** The request as somebody else could have sent it. */
function foreignPacket(packet: IpPacket, foreign: Foreign | undefined): IpPacket {
  if (foreign === 'address') return { ...packet, destination: addressBytes(STRANGER[packet.family]) };
  const echo = parseEcho(packet.payload);
  if (echo === null || foreign === undefined) return packet;
  return { ...packet, payload: seal(packet, buildEcho(packet, 'request', foreignEcho(echo, foreign))) };
}

function damage(host: LabHost, path: IcmpPath, message: Uint8Array): Uint8Array {
  return host.corrupt === undefined ? message : corrupt(path, message, host.corrupt);
}

/** The IP header of what goes back over `hops` hops. */
function header(host: LabHost, packet: IpPacket, hops: number): IpPacket {
  return {
    ...packet,
    source: packet.destination,
    destination: packet.source,
    protocol: PROTOCOL[packet.family],
    ttl: (host.ttl ?? 64) - (hops - 1),
    id: (packet.id + 1) & 0xffff,
    dontFragment: false,
    moreFragments: false,
    fragmentOffset: 0,
  };
}

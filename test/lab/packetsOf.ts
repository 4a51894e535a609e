import type { SimulatedAnswer } from '../../src/testing/simulatedNetwork/simulatedAnswer.ts';
import { addressBytes } from './address.ts';
import {
  PROTOCOL,
  buildEcho,
  buildError,
  buildJunk,
  buildLabels,
  corrupt,
  foreignEcho,
  parseEcho,
  quote,
  seal,
  type Echo,
  type Foreign,
} from './icmp.ts';
import { buildFragments, buildIp, type IpPacket } from './ip.ts';
import type { LabHost } from './labHost.ts';
import { passOptions } from './passOptions.ts';

/** The address that answers in a host's place when the answer's address has to be wrong. */
const STRANGER = { 4: '198.19.254.254', 6: '2001:db8:fffe::fe' } as const;

/**
 * The packets that an answer to an echo request consists of.
 * @param packet the request, or as much of it as its first fragment holds.
 * @param foreign the field of the answer that is wrong.
 * @param mtu of the interface that the answer comes in by.
 */
export function packetsOf(
  answer: SimulatedAnswer,
  host: LabHost,
  packet: IpPacket,
  foreign: Foreign | undefined,
  mtu: number,
): readonly Uint8Array[] {
  return answer.error === null
    ? replyOf(answer, host, packet, foreign, mtu)
    : [errorOf(answer, answer.error, host, packet, foreign)];
}

/** Messages to the sender of a request, in the host's name, that do not answer it. */
export function junkFor(packet: IpPacket, echo: Echo): readonly Uint8Array[] {
  const path = { source: packet.destination, destination: packet.source };
  return buildJunk(path, echo).map((payload) => buildIp({ ...back(packet, path.source, 64), payload }));
}

function replyOf(
  { from, ttl, truncateTo, corrupt: damage }: SimulatedAnswer,
  host: LabHost,
  packet: IpPacket,
  foreign: Foreign | undefined,
  mtu: number,
): readonly Uint8Array[] {
  const source = bytesOf(foreign === 'address' ? STRANGER[packet.family] : from);
  const path = { source, destination: packet.source };
  const { identifier, sequence, payload } = parseEcho(packet.payload)!;
  const echo = { identifier, sequence, payload: payload.subarray(0, truncateTo) };
  const message = buildEcho(path, 'reply', foreignEcho(echo, foreign));
  const received = damage === null ? message : corrupt(path, message, damage);
  const options = optionsOf(host, packet, source);
  return buildFragments({ ...back(packet, source, ttl!), options, payload: received }, mtu);
}

/** The request's IPv4 options, as they come back: every router writes itself in on both ways. */
function optionsOf({ routers = [] }: LabHost, { options }: IpPacket, responder: Uint8Array): Uint8Array {
  if (options.length === 0) return options;
  const way = routers.flatMap((router) => (router === null ? [] : [bytesOf(router)]));
  return [...way, responder, ...way.reverse()].reduce(passOptions, options);
}

function errorOf(
  { from, ttl }: SimulatedAnswer,
  { type, code, mtu, mplsLabels }: NonNullable<SimulatedAnswer['error']>,
  { quote: amount = 'all', quoteOptions, hidesLength = false, corruptErrors = false }: LabHost,
  packet: IpPacket,
  foreign: Foreign | undefined,
): Uint8Array {
  const source = bytesOf(from);
  const path = { source, destination: packet.source };
  const options = quoteOptions ?? packet.options;
  const quoted = quote({ ...foreignPacket(packet, foreign), options }, amount);
  const extension = mplsLabels && { extension: buildLabels(mplsLabels), tellsLength: !hidesLength };
  const message = buildError(path, { type: type!, code: code!, mtu: mtu ?? 0, quoted, ...extension });
  const payload = corruptErrors ? corrupt(path, message, 'checksum') : message;
  return buildIp({ ...back(packet, source, ttl!), options: new Uint8Array(0), payload });
}

/** The request as another program could have sent it. */
function foreignPacket(packet: IpPacket, foreign: Foreign | undefined): IpPacket {
  if (foreign === 'address') return { ...packet, destination: addressBytes(STRANGER[packet.family]) };
  const echo = parseEcho(packet.payload);
  if (echo === null || foreign === undefined) return packet;
  return { ...packet, payload: seal(packet, buildEcho(packet, 'request', foreignEcho(echo, foreign))) };
}

/** The IP header of what goes back. */
function back(packet: IpPacket, source: Uint8Array, ttl: number): IpPacket {
  return {
    ...packet,
    source,
    destination: packet.source,
    protocol: PROTOCOL[packet.family],
    ttl,
    id: (packet.id + 1) & 0xffff,
    dontFragment: false,
    moreFragments: false,
    fragmentOffset: 0,
  };
}

function bytesOf(address: string): Uint8Array {
  return addressBytes(address.split('%')[0]!);
}

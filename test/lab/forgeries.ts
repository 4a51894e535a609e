import { addressBytes } from './address.ts';
import { PROTOCOL, TIME_EXCEEDED, TOO_BIG, buildEcho, buildError, quote, type Echo, type IcmpPath } from './icmp.ts';
import { buildIp } from './ip.ts';

/** What an attacker knows, and the machine whose probes he attacks. */
export interface Attack {
  readonly family: 4 | 6;
  /** Who pings. */
  readonly victim: string;
  /** The attacker's own address, off the way to the host. */
  readonly attacker: string;
  /** The host whose answers he forges. */
  readonly host: string;
  /** A request that he was sent himself. */
  readonly seen: Echo;
}

/** A packet whose sequence number is still to be guessed. */
export interface Forgery {
  /** Whether a socket takes in what is of this kind. */
  readonly arrives: boolean;
  /** The packet with one sequence number: the same memory each time. */
  guess(sequence: number): Uint8Array;
}

/** One packet of each kind that an attacker can forge who saw only the requests to his own address. */
export function forgeries({ family, victim, attacker, host, seen }: Attack): Forgery[] {
  const [us, own, target] = [victim, attacker, host].map(addressBytes) as [Uint8Array, Uint8Array, Uint8Array];
  const header = family === 4 ? 20 : 40;
  const packet = (source: Uint8Array, payload: Uint8Array): Uint8Array => {
    const rest = { moreFragments: false, fragmentOffset: 0, options: new Uint8Array(0), dontFragment: false };
    const fields = { family, source, destination: us, ttl: 60, tos: 0, protocol: PROTOCOL[family], id: 1 };
    return buildIp({ ...fields, ...rest, payload });
  };
  const echo = (payload: Uint8Array): Echo => ({ identifier: seen.identifier, sequence: 0, payload });
  const reply = (source: Uint8Array, payload: Uint8Array): Forgery =>
    forgery(packet(source, buildEcho({ source, destination: us }, 'reply', echo(payload))), header);
  const refusal = (
    { type, code = 0, mtu = 0 }: { readonly type: number; readonly code?: number; readonly mtu?: number },
    destination: Uint8Array,
    amount: 8 | 'all',
    arrives = true,
  ): Forgery => {
    const asked: IcmpPath = { source: us, destination };
    const rest = { moreFragments: false, fragmentOffset: 0, options: new Uint8Array(0), dontFragment: family === 6 };
    const fields = { family, ...asked, ttl: 1, tos: 0, protocol: PROTOCOL[family], id: 1 };
    const quoted = quote({ ...fields, ...rest, payload: buildEcho(asked, 'request', echo(seen.payload)) }, amount);
    const path = { source: own, destination: us };
    return forgery(packet(own, buildError(path, { type, code, mtu, quoted })), header + 8 + header, arrives);
  };
  const unreachable = { type: family === 4 ? 3 : 1, code: family === 4 ? 1 : 3 };
  return [
    reply(target, seen.payload),
    reply(target, new Uint8Array(0)),
    reply(
      target,
      seen.payload.map((byte) => ~byte),
    ),
    reply(own, seen.payload),
    refusal(unreachable, target, 8),
    refusal({ type: TIME_EXCEEDED[family] }, target, 8),
    refusal({ ...TOO_BIG[family], mtu: 1280 }, target, 8),
    refusal({ type: family === 4 ? 12 : 4 }, target, 8),
    refusal(unreachable, target, 'all'),
    refusal(unreachable, own, 'all'),
    // Source quench: some systems drop it, others deliver it.
    ...(family === 4 ? [refusal({ type: 4 }, target, 8, false)] : []),
  ];
}

/** @param echoAt where in the packet the echo message begins whose sequence number is 0. */
function forgery(packet: Uint8Array, echoAt: number, arrives = true): Forgery {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.length);
  const checksum = view.getUint16(echoAt + 2);
  return {
    arrives,
    guess(sequence) {
      // The checksum of the message takes away what the number adds to its sum, so all checksums around it stay right.
      view.setUint16(echoAt + 2, checksum >= sequence ? checksum - sequence : checksum - sequence + 0xffff);
      view.setUint16(echoAt + 6, sequence);
      return packet;
    },
  };
}

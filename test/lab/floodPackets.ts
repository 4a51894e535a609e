import { addressBytes } from './address.ts';
import { ECHO_REPLY, PROTOCOL, TIME_EXCEEDED, TOO_BIG, buildEcho, buildError, buildJunk, quote, seal } from './icmp.ts';
import { buildIp, type IpPacket } from './ip.ts';
import { randomNumbers } from './randomNumbers.ts';

/** The pings that the flood tries to disturb. */
export interface FloodTarget {
  readonly family: 4 | 6;
  /** This machine. */
  readonly address: string;
  /** The host that this machine pings. */
  readonly hosts: readonly string[];
  /** Identifier of its requests, and their sequence numbers from the first one on. */
  readonly identifier: number;
  readonly firstSequence: number;
}

/** `aimed`: packets that the system gives to the socket of the requests. `all`: also packets for others and broken ones. */
export type FloodKinds = 'aimed' | 'all';

/**
 * Packets that answer nothing, though most come close: replies of the right host with the right identifier and
 * sequence, but without the cookie; errors that quote such a request with another destination or other bytes; packets
 * for other programs; and broken ones. There is no error that quotes only destination, identifier and sequence, all of
 * them right: nobody could tell it from a router's.
 */
export function floodPackets(target: FloodTarget, count: number, wanted: FloodKinds = 'all'): Uint8Array[] {
  const { family, identifier } = target;
  const below = randomNumbers(1);
  const bytes = (size: number): Uint8Array => Uint8Array.from({ length: size }, () => below(256));
  const us = addressBytes(target.address);
  const stranger = addressBytes(family === 4 ? '198.19.254.254' : '2001:db8:fffe::fe');
  const router = addressBytes(family === 4 ? '198.19.255.1' : '2001:db8:ffff::1');
  const unreachable = { type: family === 4 ? 3 : 1, code: family === 4 ? 1 : 3, mtu: 0 };
  const errors = [unreachable, { type: TIME_EXCEEDED[family], code: 0, mtu: 0 }, { ...TOO_BIG[family], mtu: 1280 }];

  const host = (): Uint8Array => addressBytes(target.hosts[below(target.hosts.length)]!);
  const sequence = (): number => (target.firstSequence + below(target.hosts.length)) & 0xffff;
  const echo = (size = 32) => ({ identifier, sequence: sequence(), payload: bytes(size) });
  const packet = (source: Uint8Array, payload: Uint8Array, changes: Partial<IpPacket> = {}): Uint8Array => {
    const rest = { dontFragment: false, moreFragments: false, fragmentOffset: 0, options: new Uint8Array(0) };
    const header = { family, source, destination: us, ttl: 60, tos: 0, protocol: PROTOCOL[family], id: below(65_536) };
    return buildIp({ ...header, ...rest, payload, ...changes });
  };
  const reply = (source: Uint8Array, one = echo()): Uint8Array =>
    packet(source, buildEcho({ source, destination: us }, 'reply', one));
  /** A request of ours, as a router quotes it. */
  const request = (destination: Uint8Array, changes: Partial<IpPacket> = {}): IpPacket => {
    const path = { source: us, destination };
    const rest = { dontFragment: family === 6, moreFragments: false, fragmentOffset: 0, options: new Uint8Array(0) };
    const header = { family, ...path, ttl: 1, tos: 0, protocol: PROTOCOL[family], id: below(65_536) };
    return { ...header, ...rest, payload: buildEcho(path, 'request', echo()), ...changes };
  };
  const error = (quoted: Uint8Array): Uint8Array => {
    const path = { source: router, destination: us };
    return packet(router, buildError(path, { ...errors[below(errors.length)]!, quoted }));
  };
  const message = (payload: Uint8Array): Uint8Array =>
    packet(stranger, seal({ source: stranger, destination: us }, payload));

  const aimed: readonly (() => Uint8Array)[] = [
    () => reply(host()),
    () => reply(stranger),
    () => reply(host(), echo(3)),
    () => reply(host(), echo(1200)),
    () => error(quote(request(host()), 'all')),
    () => error(quote(request(stranger), 8)),
  ];
  const others: readonly (() => Uint8Array)[] = [
    () => error(quote(request(host(), { fragmentOffset: 8 }), 'all')),
    () => reply(host(), { ...echo(), identifier: (identifier + 1 + below(65_535)) & 0xffff }),
    () => error(quote(request(host(), { protocol: 17 }), 'all')),
    () => packet(stranger, bytes(64), { protocol: 17 }),
    () => message(buildJunk({ source: stranger, destination: us }, echo())[below(7)]!),
    // Broken.
    () => {
      const source = host();
      const bad = buildEcho({ source, destination: us }, 'reply', echo());
      bad[2] = (bad[2] ?? 0) ^ 0x55;
      return packet(source, bad);
    },
    () => message(bytes(below(12))),
    () => message(Uint8Array.of(ECHO_REPLY[family], 0, 0, 0, identifier >> 8, identifier & 0xff)),
    () => error(quote(request(host()), 'all').subarray(0, below(60))),
    () => error(Uint8Array.of((family << 4) | 0xf, ...bytes(63))),
    () => packet(host(), bytes(8), { fragmentOffset: 8 * below(100), moreFragments: true }),
  ];
  const kinds = wanted === 'aimed' ? aimed : [...aimed, ...others];
  return Array.from({ length: count }, (_, i) => kinds[i % kinds.length]!());
}

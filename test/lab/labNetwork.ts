import { Fates } from '../../src/testing/simulatedNetwork/fates.ts';
import type { SimulatedRouter } from '../../src/testing/scenario.ts';
import type { SimulatedAnswer } from '../../src/testing/simulatedNetwork/simulatedAnswer.ts';
import { addressBytes, addressText } from './address.ts';
import { Agenda } from './agenda.ts';
import { PROTOCOL, parseEchoRequest } from './icmp.ts';
import { parseIp, type IpPacket } from './ip.ts';
import type { LabHost } from './labHost.ts';
import type { LabScenario } from './labScenario.ts';
import { junkFor, packetsOf } from './packetsOf.ts';
import { Reassembly } from './reassembly.ts';
import { routerAddress } from './routerAddress.ts';
import type { SeenPacket } from './seenPacket.ts';

/** Packets of one host that are kept for `seen()`. */
const KEPT = 10_000;

/** A scenario that is being played. */
interface Play {
  readonly fates: Fates;
  /** When the first packet to one of its hosts came. */
  startedAt: number | null;
}

interface Addressed {
  readonly host: LabHost;
  readonly play: Play;
}

/** The network behind the TUN device: packets in, packets out when they are due. Knows no clock and no device. */
export class LabNetwork {
  /** What is to be sent, and when. */
  readonly agenda = new Agenda<readonly Uint8Array[]>();
  private readonly hosts = new Map<string, Addressed>();
  private readonly packets = new Map<string, SeenPacket[]>();
  private readonly reassembly = new Reassembly();
  private readonly mtu: number;

  constructor(mtu: number) {
    this.mtu = mtu;
  }

  /**
   * Adds hosts, or changes what they do from now on. Members of a group that were added before go on as they were.
   */
  setHosts(hosts: readonly LabHost[], routers: readonly SimulatedRouter[] = []): void {
    const all = new Map(hosts.map((host) => [keyOf(host.address), onTheWay(host)]));
    for (const { responders = [] } of hosts) {
      for (const member of responders.map(keyOf)) {
        const known = this.hosts.get(member);
        if (known !== undefined && !all.has(member)) all.set(member, known.host);
      }
    }
    this.play({ hosts: [...all.values()], routers });
  }

  /**
   * Adds the hosts of a scenario, or has them begin again. Its time starts with the first packet to one of them, and
   * each host and router knows nothing of those of other scenarios.
   */
  play(scenario: LabScenario): void {
    const play: Play = { fates: new Fates(scenario), startedAt: null };
    for (const host of scenario.hosts) this.hosts.set(keyOf(host.address), { host, play });
  }

  /** The echo requests that were sent to an address. */
  seen(address: string): readonly SeenPacket[] {
    return this.packets.get(keyOf(address)) ?? [];
  }

  /** Takes a packet that came at `now`, in milliseconds. What is no echo request is ignored. */
  receive(bytes: Uint8Array, now: number): void {
    const packet = parseIp(bytes);
    if (packet === null || packet.protocol !== PROTOCOL[packet.family]) return;
    const destination = addressText(packet.destination);
    if (packet.fragmentOffset === 0 && !this.note(destination, packet, bytes, now)) return;
    const addressed = this.hosts.get(destination);
    if (addressed === undefined) return;
    const { host, play } = addressed;
    const { family, ttl, dontFragment } = packet;
    const at = now - (play.startedAt ??= now);
    const isLaterFragment = packet.fragmentOffset > 0;
    const size = bytes.length;
    const way = host.ways?.[flowOf(packet) % host.ways.length] ?? host.address;
    const travelling = { family, destination: way, ttl, size, dontFragment, isLaterFragment };
    const stopped = play.fates.onTheWay(travelling, at);
    if (stopped !== null) return this.schedule(stopped, host, packet, now);
    const whole = this.reassembly.add(packet);
    const echo = whole && parseEchoRequest(whole);
    if (!whole || !echo) return;
    if (host.junk) this.agenda.add(now, junkFor(whole, echo));
    this.schedule(play.fates.atHost(host.address, at), host, whole, now);
  }

  private schedule(answers: readonly SimulatedAnswer[], host: LabHost, packet: IpPacket, now: number): void {
    const [first] = answers;
    if (first !== undefined && host.impostor !== undefined)
      this.agenda.add(now, packetsOf(first, host, packet, host.impostor, this.mtu));
    for (const answer of answers)
      this.agenda.add(now + answer.delay, packetsOf(answer, host, packet, host.foreign, this.mtu));
  }

  /** @returns whether it is an echo request. */
  private note(destination: string, packet: IpPacket, bytes: Uint8Array, at: number): boolean {
    const echo = parseEchoRequest(packet);
    if (echo === null) return false;
    const packets = this.packets.get(destination) ?? [];
    this.packets.set(destination, packets);
    if (packets.length === KEPT) packets.shift();
    packets.push({
      at,
      source: addressText(packet.source),
      ttl: packet.ttl,
      tos: packet.tos,
      dontFragment: packet.dontFragment,
      options: packet.options.slice(),
      flowLabel: packet.family === 4 ? 0 : ((bytes[1]! & 0xf) << 16) | (bytes[2]! << 8) | bytes[3]!,
      checksum: checksumOf(packet),
      identifier: echo.identifier,
      sequence: echo.sequence,
      payload: echo.payload.slice(),
    });
    return true;
  }
}

/** The host with the routers that `hops` stands for. */
function onTheWay(host: LabHost): LabHost {
  const { address, hops } = host;
  if (hops === undefined) return host;
  const family = address.includes(':') ? 6 : 4;
  return { ...host, routers: Array.from({ length: hops - 1 }, (_, i) => routerAddress(family, i + 1)) };
}

function checksumOf({ payload }: IpPacket): number {
  return (payload[2]! << 8) | payload[3]!;
}

/** What routers tell flows of ICMP apart by. */
function flowOf(packet: IpPacket): number {
  return checksumOf(packet) + (parseEchoRequest(packet)?.identifier ?? 0);
}

/** One text for each address, without a zone: packets have none. */
function keyOf(address: string): string {
  return addressText(addressBytes(address.split('%')[0]!));
}

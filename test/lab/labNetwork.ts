import { addressBytes, addressText } from './address.ts';
import { Agenda } from './agenda.ts';
import { answers, stoppedOnTheWay, type Answer } from './answers.ts';
import { parseEchoRequest } from './icmp.ts';
import { parseIp, type IpPacket } from './ip.ts';
import type { LabHost } from './labHost.ts';
import { Reassembly } from './reassembly.ts';
import type { SeenPacket } from './seenPacket.ts';

/** Packets of one host that are kept for `seen()`. */
const KEPT = 10_000;

/** The network behind the TUN device: packets in, packets out when they are due. Knows no clock and no device. */
export class LabNetwork {
  /** What is to be sent, and when. */
  readonly agenda = new Agenda<readonly Uint8Array[]>();
  private readonly hosts = new Map<string, { readonly host: LabHost; requests: number }>();
  private readonly packets = new Map<string, SeenPacket[]>();
  private readonly reassembly = new Reassembly();
  private readonly mtu: number;

  constructor(hosts: readonly LabHost[], mtu: number) {
    this.mtu = mtu;
    this.setHosts(hosts);
  }

  /** Adds hosts, or changes what they do from now on. */
  setHosts(hosts: readonly LabHost[]): void {
    for (const host of hosts) this.hosts.set(addressText(addressBytes(host.address)), { host, requests: 0 });
  }

  /** The echo requests that were sent to an address. */
  seen(address: string): readonly SeenPacket[] {
    return this.packets.get(addressText(addressBytes(address))) ?? [];
  }

  /** Takes a packet that came at `now`, in milliseconds. What is no echo request is ignored. */
  receive(bytes: Uint8Array, now: number): void {
    const packet = parseIp(bytes);
    if (packet === null) return;
    const destination = addressText(packet.destination);
    if (packet.fragmentOffset === 0) this.note(destination, packet, now);
    const addressed = this.hosts.get(destination);
    if (addressed === undefined) return;
    const stopped = stoppedOnTheWay(addressed.host, packet, bytes.length);
    if (stopped !== null) return this.schedule(stopped, now);
    const whole = this.reassembly.add(packet);
    const echo = whole && parseEchoRequest(whole);
    if (!whole || !echo) return;
    for (const responder of addressed.host.responders ?? [null]) {
      const known = responder === null ? addressed : this.hosts.get(addressText(addressBytes(responder)));
      const state = known ?? { host: { address: responder! }, requests: 0 };
      const source = responder === null ? whole.destination : addressBytes(responder);
      this.schedule(answers(state.host, source, whole, echo, state.requests++, this.mtu), now);
    }
  }

  private schedule(all: readonly Answer[], now: number): void {
    for (const { delay, packets } of all) this.agenda.add(now + delay, packets);
  }

  private note(destination: string, packet: IpPacket, at: number): void {
    const echo = parseEchoRequest(packet);
    if (echo === null) return;
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
      identifier: echo.identifier,
      sequence: echo.sequence,
      payload: echo.payload.slice(),
    });
  }
}

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

interface Request extends SeenPacket {
  answeredAt: number | null;
}

/** Packets that answer a request, when it is time to send them. */
interface DueAnswer {
  readonly packets: readonly Uint8Array[];
  readonly request: Request | null;
}

/** The network behind the TUN device: packets in, packets out when they are due. Knows no clock and no device. */
export class LabNetwork {
  /** What is to be sent, and when. */
  readonly agenda = new Agenda<DueAnswer>();
  private readonly hosts = new Map<string, { readonly host: LabHost; requests: number }>();
  private readonly packets = new Map<string, Request[]>();
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
    const request = packet.fragmentOffset === 0 ? this.note(destination, packet, now) : null;
    const addressed = this.hosts.get(destination);
    if (addressed === undefined) return;
    const stopped = stoppedOnTheWay(addressed.host, packet, bytes.length);
    if (stopped !== null) return this.schedule(stopped, request, now);
    const whole = this.reassembly.add(packet);
    const echo = whole && parseEchoRequest(whole);
    if (!whole || !echo) return;
    for (const responder of addressed.host.responders ?? [null]) {
      const known = responder === null ? addressed : this.hosts.get(addressText(addressBytes(responder)));
      const state = known ?? { host: { address: responder! }, requests: 0 };
      const source = responder === null ? whole.destination : addressBytes(responder);
      this.schedule(answers(state.host, source, whole, echo, state.requests++, this.mtu), request, now);
    }
  }

  private schedule(all: readonly Answer[], request: Request | null, now: number): void {
    for (const { delay, packets } of all) this.agenda.add(now + delay, { packets, request });
  }

  private note(destination: string, packet: IpPacket, at: number): Request | null {
    const echo = parseEchoRequest(packet);
    if (echo === null) return null;
    const packets = this.packets.get(destination) ?? [];
    this.packets.set(destination, packets);
    if (packets.length === KEPT) packets.shift();
    const request: Request = {
      at,
      answeredAt: null,
      source: addressText(packet.source),
      ttl: packet.ttl,
      tos: packet.tos,
      dontFragment: packet.dontFragment,
      options: packet.options.slice(),
      identifier: echo.identifier,
      sequence: echo.sequence,
      payload: echo.payload.slice(),
    };
    packets.push(request);
    return request;
  }
}

import { behaviourOf } from './behaviourOf.ts';
import { canonicalAddress } from '../scenario/canonicalAddress.ts';
import { Dice } from './dice.ts';
import { firstOf } from './firstOf.ts';
import { hostAnswers } from './hostAnswers.ts';
import type { HostBehaviour, Scenario, SimulatedHost, SimulatedRouter } from '../scenario.ts';
import type { SimulatedAnswer } from './simulatedAnswer.ts';
import { TokenBucket } from './tokenBucket.ts';

/** A packet on its way, or a fragment of one. */
export interface TravellingPacket {
  readonly family: 4 | 6;
  readonly destination: string;
  readonly ttl: number;
  /** Bytes, IP header included. */
  readonly size: number;
  readonly dontFragment: boolean;
  /** A fragment that is not the first one: no router says anything about it. Default false. */
  readonly isLaterFragment?: boolean;
}

interface Host {
  readonly address: string;
  readonly dice: Dice;
  readonly behaviour: (at: number) => HostBehaviour;
  readonly responders: readonly Host[] | null;
  requests: number;
  /** The routers that had something to say about its requests, by address and ICMP type. */
  readonly paths: Map<string, Path>;
}

type Narrow = Pick<SimulatedRouter, 'mtu' | 'tooBig'>;

interface Path {
  readonly dice: Dice;
  packets: number;
}

interface Router extends SimulatedRouter {
  readonly bucket: TokenBucket | null;
}

const TIME_EXCEEDED = { 4: { type: 11, code: 0 }, 6: { type: 3, code: 0 } } as const;
const TOO_BIG = { 4: { type: 3, code: 4 }, 6: { type: 2, code: 0 } } as const;
const NOBODY: readonly SimulatedAnswer[] = [];

/**
 * What becomes of requests in a scenario. It knows neither a scheduler nor a packet's bytes, so that every player of a
 * scenario draws the same numbers: they depend on the seed, the host, and how many requests the host had before. Only
 * the tokens of rate-limited routers depend on when they are asked.
 *
 * All times are milliseconds since the network started.
 */
export class Fates {
  readonly #interfaces: readonly string[];
  readonly #seed: number;
  readonly #hosts = new Map<string, Host>();
  readonly #routers = new Map<string, Router>();

  /** @param scenario one that `parseScenario` has nothing against. */
  constructor(scenario: Scenario) {
    const { hosts, routers = [], seed = 0, interfaces = ['sim0'] } = scenario;
    this.#seed = seed;
    this.#interfaces = interfaces;
    for (const router of routers) {
      const bucket = router.rateLimit ? new TokenBucket(router.rateLimit) : null;
      this.#routers.set(this.#canonical(router.address), { ...router, bucket });
    }
    for (const host of hosts) if (!host.responders) this.#add(host, null);
    for (const host of hosts) if (host.responders) this.#add(host, host.responders);
  }

  /** Whether every one of several hosts may answer to this address. */
  isBroadcast(destination: string): boolean {
    return (this.#host(destination)?.responders ?? null) !== null;
  }

  /** @returns the errno name with which the system refuses to send to an address, or null. */
  unsent(destination: string, at: number): string | null {
    return this.#host(destination)?.behaviour(at).unsent ?? null;
  }

  /**
   * What routers do with a packet before it reaches its destination. Each call is one packet more.
   * @returns null when it gets through; else what they say about it, if anything.
   */
  onTheWay(packet: TravellingPacket, at: number): readonly SimulatedAnswer[] | null {
    const host = this.#host(packet.destination);
    if (host === undefined) return null;
    const behaviour = host.behaviour(at);
    const { routers = [], distance = routers.length + 1 } = behaviour;
    for (let hop = 1; hop < distance; hop++) {
      const address = routers[hop - 1] ?? null;
      if (packet.ttl === hop) return this.#refuses(host, packet, hop, address, { ...TIME_EXCEEDED[packet.family] }, at);
      const narrow = this.#narrow(behaviour, packet, hop, address);
      if (narrow !== null) return this.#tooBig(host, packet, hop, address, narrow, at);
    }
    // A host without routers is at the end of a narrow cable, and is told by its own address.
    const narrow = distance === 1 ? this.#narrow(behaviour, packet, 1, null) : null;
    return narrow && this.#tooBig(host, packet, 1, host.address, narrow, at);
  }

  /**
   * What comes back for an echo request that has reached its destination, earliest first. Each call is one request more.
   */
  atHost(destination: string, at: number): readonly SimulatedAnswer[] {
    const host = this.#host(destination);
    if (host === undefined) return NOBODY;
    if (host.responders === null) return hostAnswers(host, host.behaviour(at), host.requests++);
    const answers = host.responders.flatMap((one) => hostAnswers(one, one.behaviour(at), one.requests++));
    return answers.sort((a, b) => a.delay - b.delay);
  }

  #add(host: SimulatedHost, responders: readonly string[] | null): void {
    const address = this.#canonical(host.address);
    this.#hosts.set(address, {
      address,
      dice: new Dice(this.#seed, withoutZone(address)),
      behaviour: behaviourOf(host),
      responders: responders && responders.map((one) => this.#responder(one)),
      requests: 0,
      paths: new Map(),
    });
  }

  /** A router without an entry of its own has the defaults. */
  #responder(text: string): Host {
    if (this.#host(text) === undefined) this.#add({ address: text }, null);
    return this.#host(text)!;
  }

  #host(text: string): Host | undefined {
    // Nearly always it is written as it is known.
    return this.#hosts.get(text) ?? this.#hosts.get(this.#canonical(text));
  }

  #canonical(text: string): string {
    return canonicalAddress(text, this.#interfaces) ?? text;
  }

  /** @returns what is too narrow for a packet behind a hop: the router's own link, or that of the host's path. */
  #narrow(
    { mtu = Infinity, tooBig }: HostBehaviour,
    packet: TravellingPacket,
    hop: number,
    router: string | null,
  ): Narrow | null {
    if (!packet.dontFragment) return null;
    const own: Narrow = (router !== null && this.#routers.get(this.#canonical(router))) || {};
    const ownMtu = own.mtu ?? Infinity;
    if (hop === 1 && mtu <= ownMtu) return packet.size > mtu ? { mtu, ...(tooBig && { tooBig }) } : null;
    return packet.size > ownMtu ? own : null;
  }

  #tooBig(
    host: Host,
    packet: TravellingPacket,
    hop: number,
    router: string | null,
    { mtu, tooBig = 'with-mtu' }: Narrow,
    at: number,
  ): readonly SimulatedAnswer[] {
    if (tooBig === 'silent') return NOBODY;
    const error = { ...TOO_BIG[packet.family], mtu: tooBig === 'with-mtu' ? mtu! : null };
    return this.#refuses(host, packet, hop, router, error, at);
  }

  #refuses(
    host: Host,
    packet: TravellingPacket,
    hop: number,
    address: string | null,
    error: { readonly type: number; readonly code: number; readonly mtu?: number | null },
    at: number,
  ): readonly SimulatedAnswer[] {
    if (address === null || packet.isLaterFragment) return NOBODY;
    const from = this.#canonical(address);
    const { dice, packets: n } = this.#path(host, from, error.type);
    const { latency, loss = 0, bucket = null, mplsLabels } = this.#routers.get(from) ?? {};
    if (bucket?.take(at) === false) return NOBODY;
    if (dice.isOne(loss, n, 'loss')) return NOBODY;
    const behaviour = host.behaviour(at);
    const delay = dice.latency(latency ?? firstOf(behaviour.latency), n);
    if (delay === null) return NOBODY;
    const ttl = (behaviour.ttl ?? 64) - (hop - 1);
    const labels = mplsLabels && isExtensible(packet.family, error.type) ? { mplsLabels } : null;
    return [{ delay, from, ttl, error: { mtu: null, ...error, ...labels }, truncateTo: Infinity, corrupt: null }];
  }

  /** A router draws numbers of its own for each path, so that no path changes what another one draws. */
  #path(host: Host, router: string, type: number): { readonly dice: Dice; readonly packets: number } {
    const key = `${router} ${type}`;
    const known = host.paths.get(key);
    if (known) return { dice: known.dice, packets: known.packets++ };
    const dice = new Dice(this.#seed, `${withoutZone(host.address)} ${withoutZone(router)}`);
    host.paths.set(key, { dice, packets: 1 });
    return { dice, packets: 0 };
  }
}

/** Whether ICMP errors of this type may have an extension (RFC 4884). */
function isExtensible(family: 4 | 6, type: number): boolean {
  return family === 4 || type !== TOO_BIG[6].type;
}

/** The interface through which a host is reached is not the same on every network that plays the scenario. */
function withoutZone(address: string): string {
  return address.split('%')[0]!;
}

/** A network as plain data: what `SimulatedNetwork` simulates. Survives JSON. */
export interface Scenario {
  /** A destination that no host has never answers. */
  readonly hosts: readonly SimulatedHost[];
  /** Addresses of names, best first. A name that is not here, or has none, is not found. */
  readonly names?: Readonly<Record<string, readonly string[]>>;
  /** Names of this machine's interfaces, by index from 1. Default: `sim0`. */
  readonly interfaces?: readonly string[];
  /** This machine's addresses: others are refused as a source. Default: any source is accepted. */
  readonly sources?: readonly string[];
  /** This machine sends nothing that is larger with DF set (`EMSGSIZE`): bytes, IP header included. Default: any size. */
  readonly mtu?: number;
}

/** One destination and what comes of an echo request to it. */
export interface SimulatedHost {
  readonly address: string;
  /** Milliseconds until the reply; default 1. A list is played request by request and repeats its last. */
  readonly latency?: number | readonly number[];
  /** Never answers. */
  readonly silent?: boolean;
  /** Every nth request is not answered. */
  readonly lossEvery?: number;
  /** An ICMP error comes instead of the replies. */
  readonly refuse?: SimulatedRefusal;
  /** The system refuses to send: an errno name such as `ENETUNREACH`. */
  readonly unsent?: string;
  /** Replies to each request, `latency` apart; default 1. Those after the first are duplicates. */
  readonly copies?: number;
  /** Replies carry at most so many bytes of payload. */
  readonly truncateTo?: number;
  /** This is a broadcast or multicast address, and these hosts answer, each with its own latency. */
  readonly responders?: readonly string[];
  /** TTL or hop limit of replies as they leave the host; default 64. */
  readonly ttl?: number;
  /**
   * The routers on the way, nearest first; null is one that says nothing. Default: none. One of them answers
   * time-exceeded, after `latency`, when the TTL is used up there, even when the host is silent.
   */
  readonly routers?: readonly (string | null)[];
  /** The first router lets nothing through that is larger with DF set: bytes, IP header included. Default: any size. */
  readonly mtu?: number;
  /** What the first router tells of packets that are too big; default `with-mtu`. */
  readonly tooBig?: 'with-mtu' | 'without-mtu' | 'silent';
}

/** An ICMP error: from whom, and which. */
export interface SimulatedRefusal {
  readonly type: number;
  readonly code: number;
  readonly from: string;
  /** Next-hop MTU in bytes, for packet-too-big. */
  readonly mtu?: number;
}

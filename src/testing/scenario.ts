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
  /** TTL or hop limit of replies; default 64. */
  readonly ttl?: number;
}

/** An ICMP error: from whom, and which. */
export interface SimulatedRefusal {
  readonly type: number;
  readonly code: number;
  readonly from: string;
  /** Next-hop MTU in bytes, for packet-too-big. */
  readonly mtu?: number;
}

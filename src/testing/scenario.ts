import type { MplsLabel } from '../wire/mplsLabel.ts';

/**
 * A network as plain data: what `SimulatedNetwork` simulates. Survives JSON; `rxicmp/scenario.schema.json` describes it
 * to editors, and `parseScenario` checks it.
 *
 * Whatever is left to chance is drawn from the seed, the host, and how many requests the host had before: never from
 * the order in which different hosts are asked. So a scenario has the same results every time.
 */
export interface Scenario {
  /** For editors: where the schema is. */
  readonly $schema?: string;
  /** What it shows, in words. */
  readonly description?: string;
  /** An integer from 0 to 4294967295, default 0. Another seed draws other numbers. */
  readonly seed?: number;
  /** A destination that is the address of no host never answers. */
  readonly hosts: readonly SimulatedHost[];
  /** Routers on the way to hosts, and what they do. A router that is not listed has the defaults. */
  readonly routers?: readonly SimulatedRouter[];
  /** Addresses of names, best first. A name that is not listed, or has no address, is not found. */
  readonly names?: Readonly<Record<string, readonly string[]>>;
  /** Look-ups as they were recorded, one after the other; the last one is repeated. A name here is not in `names`. */
  readonly lookups?: Readonly<Record<string, readonly RecordedLookup[]>>;
  /** The version of what is `recorded`: 1. A scenario with recorded hosts has it. */
  readonly recordingVersion?: number;
  /** Names of this machine's interfaces, by index from 1. Default: `sim0`. */
  readonly interfaces?: readonly string[];
  /** This machine's addresses: others are refused as a source. Default: any source is accepted. */
  readonly sources?: readonly string[];
  /**
   * This machine refuses to send larger packets with DF set (`EMSGSIZE`): bytes, IP header included. Default: any size.
   */
  readonly mtu?: number;
}

/** One destination, and how it answers echo requests. */
export interface SimulatedHost extends HostBehaviour {
  readonly address: string;
  /** This is a broadcast or multicast address, and these hosts answer, each with its own latency. */
  readonly responders?: readonly string[];
  /**
   * What became of each request, as `toScenario` records it, in the order in which they were sent. After the last one there
   * is silence. A recorded host has no other behaviour.
   */
  readonly recorded?: readonly RecordedEcho[];
  /** The same for requests with a TTL: round by round, hop by hop, as a trace sends them. */
  readonly recordedRoutes?: readonly (readonly (readonly RecordedEcho[])[])[];
  /** Changes of behaviour, one after the other from the start of the network; after the last one the first one comes again. */
  readonly phases?: readonly HostPhase[];
}

/** A time in which a host behaves differently: the keys that are given here replace those of the host. */
export interface HostPhase extends HostBehaviour {
  /** Milliseconds; the last phase may leave it out, and then never ends. */
  readonly for?: number;
}

/** What comes of echo requests. */
export interface HostBehaviour {
  /** Time until the answer; default 1 ms. */
  readonly latency?: Latency;
  /** The requests that are not answered; default none. */
  readonly loss?: Which;
  /** Never answers. */
  readonly silent?: boolean;
  /** An ICMP error comes instead of the replies. */
  readonly refuse?: SimulatedRefusal;
  /** The requests that `refuse` is for; default all. */
  readonly refused?: Which;
  /** The system refuses to send: an errno name such as `ENETUNREACH`. */
  readonly unsent?: string;
  /** Replies to a request, `latency` apart. Those after the first are duplicates. Default 1, with `copied` 2. */
  readonly copies?: number;
  /** The requests that have `copies`; default all. */
  readonly copied?: Which;
  /** How many milliseconds `reordered` replies come later, so that others overtake them. */
  readonly reorderBy?: number;
  /** The requests whose replies come `reorderBy` later; default all. */
  readonly reordered?: Which;
  /** Replies carry at most so many bytes of payload. */
  readonly truncateTo?: number;
  /** The requests whose replies are cut; default all. */
  readonly truncated?: Which;
  /** The last byte of a reply is changed: with the right checksum (`payload`), or without, which nobody takes (`checksum`). */
  readonly corrupt?: 'payload' | 'checksum';
  /** The requests whose replies are corrupted; default all. */
  readonly corrupted?: Which;
  /** TTL or hop limit of answers as they leave; default 64. */
  readonly ttl?: number;
  /**
   * The routers on the way, nearest first; null is one that says nothing. Default: none. One of them answers
   * time-exceeded when the TTL is used up there, even when the host is silent: after its own latency, or the host's.
   */
  readonly routers?: readonly (string | null)[];
  /** Hops to the host; default one more than `routers`. Routers that are not named never answer. */
  readonly distance?: number;
  /**
   * The first router drops larger packets with DF set, and in IPv6 all larger packets: bytes, IP header included.
   * Default: any size.
   */
  readonly mtu?: number;
  /** How the first router answers packets that are too big; default `with-mtu`. */
  readonly tooBig?: TooBig;
}

/** A router, on the way to any number of hosts. */
export interface SimulatedRouter {
  readonly address: string;
  /** Time until its errors come; default the latency of the host that was asked, or the first one of a series. */
  readonly latency?: Latency;
  /** The packets for which it sends no error although it should; default none. */
  readonly loss?: Which;
  /** It sends no more errors than this; default any number. */
  readonly rateLimit?: RateLimit;
  /**
   * It drops larger packets with DF set, and in IPv6 all larger packets: bytes, IP header included. Default: any size.
   */
  readonly mtu?: number;
  /** How it answers packets that are too big; default `with-mtu`. */
  readonly tooBig?: TooBig;
  /** The MPLS labels of packets that come to it, top first, which its errors tell; default none. */
  readonly mplsLabels?: readonly MplsLabel[];
}

/** A bucket of tokens, full at first: each error takes one, and without one there is no error. */
export interface RateLimit {
  readonly perSecond: number;
  /** What the bucket holds; default 1. */
  readonly burst?: number;
}

/** How a router answers packets that are too big. */
export type TooBig = 'with-mtu' | 'without-mtu' | 'silent';

/**
 * Milliseconds: always the same; a recorded series, played request by request, which repeats its last and where null is
 * no answer; or drawn for each request.
 */
export type Latency = number | readonly (number | null)[] | LatencyDistribution;

/** One of these. What would be below 0 is 0. */
export interface LatencyDistribution {
  /** Each value from `min` to `max` is as likely as another. */
  readonly range?: { readonly min: number; readonly max: number };
  readonly normal?: { readonly mean: number; readonly stddev: number };
  /** Half are below `median`; `sigma` is the standard deviation of the natural logarithm, such as 0.3. */
  readonly logNormal?: { readonly median: number; readonly sigma: number };
}

/** Which of a host's requests: each with this likelihood from 0 to 1, or by a rule. */
export type Which = number | WhichRule;

/** One of these. */
export interface WhichRule {
  /** Every nth: the nth, the 2nth and so on. */
  readonly every?: number;
  readonly bursts?: Bursts;
}

/** Gilbert and Elliott's model: requests come within bursts or between them. */
export interface Bursts {
  /** Likelihood that a request begins a burst. */
  readonly enter: number;
  /** Likelihood that a request ends it: bursts have 1 / `leave` requests on average. */
  readonly leave: number;
  /** Likelihood of being one within a burst; default 1. */
  readonly inside?: number;
  /** Likelihood of being one between bursts; default 0. */
  readonly outside?: number;
}

/** An ICMP error: from whom, and which. */
export interface SimulatedRefusal {
  readonly type: number;
  readonly code: number;
  readonly from: string;
  /** Next-hop MTU in bytes, for packet-too-big. */
  readonly mtu?: number;
}

/** What became of one request. Without a key: nobody answered. */
export interface RecordedEcho {
  /** What came back, in the order in which it came. */
  readonly answers?: readonly RecordedAnswer[];
  /** The system refused to send: an errno name. */
  readonly unsent?: string;
}

/** An echo reply, or a refusal. */
export interface RecordedAnswer {
  /** Milliseconds after the request. */
  readonly after: number;
  /** Who answered; default: the host. */
  readonly from?: string;
  /** TTL or hop limit as it arrived. */
  readonly ttl?: number;
  /** Bytes of payload that came back; default: all. */
  readonly size?: number;
  /** The payload came back changed. */
  readonly altered?: boolean;
  /** IP_STATUS of a refusal. */
  readonly status?: number;
  /** The ICMP message of a refusal, where the system told it. */
  readonly icmp?: { readonly type: number; readonly code: number };
  /** Next-hop MTU in bytes, of packet-too-big. */
  readonly mtu?: number;
  /** A refusal without a proof. */
  readonly unproven?: boolean;
  /** The MPLS labels that a refusal told, top first. */
  readonly mplsLabels?: readonly MplsLabel[];
}

/** What became of one look-up. */
export interface RecordedLookup {
  /** Milliseconds that it took. */
  readonly after: number;
  /** Addresses that it found, best first. */
  readonly addresses?: readonly string[];
  /** Why it found none, such as `ENOTFOUND`. */
  readonly error?: string;
}

import type { EchoOutcome } from './echoReply.ts';

/** One TTL of one round of a traceroute. */
export interface Hop {
  /** The target as it was given. */
  readonly target: string;
  /** From 0. */
  readonly round: number;
  /** TTL, or hop limit of IPv6, of the probes: how many hops away this is. */
  readonly ttl: number;
  /** The different addresses that answered, in the order of their probes; none when the hop is silent. */
  readonly responders: readonly string[];
  /** This is the last hop: the target, a router or host that refused, or a hop to which nothing could be sent. */
  readonly final: boolean;
  /**
   * Whether all probes look alike to routers that share load. If so, several responders mean that the way has changed, or that
   * a router shares load packet by packet. `'varies'` also on Windows, and with a payload of yours or one below 10 bytes.
   */
  readonly flow: 'constant' | 'varies';
  /** What became of each probe, in the order in which they were sent. */
  readonly replies: readonly EchoOutcome[];
}

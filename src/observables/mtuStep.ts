import type { EchoOutcome } from './echoReply.ts';

/** One probe of the search for a path MTU. Sizes in bytes of an IP packet, headers included. */
export interface MtuStep {
  /** The target as it was given. */
  readonly target: string;
  /** Bytes of the probe's packet; null when no probe was sent, because the name has no address. */
  readonly size: number | null;
  /** What became of the probe. */
  readonly reply: EchoOutcome;
  /**
   * The largest size that is known to pass; before the first success the least that every path must let through. Null when
   * the name has no address, so that this is not known either.
   */
  readonly lower: number | null;
  /** The largest size that may still pass. */
  readonly upper: number;
  /** The path MTU, on the last step; null before, and when the search failed: then `reply` says why. */
  readonly mtu: number | null;
}

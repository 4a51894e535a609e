import type { RttHistogram } from './rttHistogram.ts';

/**
 * What became of the probes of one key, as a plain object. Times in milliseconds, ratios 0 to 1, null for no value.
 *
 * A probe counts once its outcome is known, so one that is in flight is not a loss.
 */
export interface PingStatistics<P extends number = 50 | 95 | 99, Tag = null> {
  /** The target, `all`, or what the function `by` made of the replies. */
  readonly key: string;
  /** The tag that all replies of the key have, by reference; null when they have several, or none. A label. */
  readonly tag: Tag | null;
  /** Epoch milliseconds at which the first of the probes was sent: a label. Null while there is none. */
  readonly from: number | null;
  /** Epoch milliseconds at which the last of the probes was sent: a label. Null while there is none. */
  readonly to: number | null;
  /** Probes that were sent and have ended: `received + lost`. */
  readonly sent: number;
  /** Probes that got an echo reply in time. */
  readonly received: number;
  /** Probes that got none: timed out, or refused. */
  readonly lost: number;
  /** Lost probes that a router or the host refused. */
  readonly rejected: number;
  /** Probes that could not be sent, or whose target had no address. Not in `sent`. */
  readonly notSent: number;
  /** Beats that were left out. Not in `sent`. */
  readonly skipped: number;
  /** Replies after the time-out; their probes are in `lost`. */
  readonly late: number;
  /** Further replies to probes that had one. */
  readonly duplicates: number;
  /** `lost / sent`; null while `sent` is 0. */
  readonly lossRatio: number | null;
  /**
   * Of the replies in time; null while there is none. `stddev` is the population's, which others call mdev. `median`,
   * the mean of the middle two of an even number, is exact in a window of at most 1,024 replies; otherwise it comes
   * from the histogram, as percentiles do.
   */
  readonly rtt: {
    readonly min: number;
    readonly avg: number;
    readonly max: number;
    readonly stddev: number;
    readonly median: number;
  } | null;
  /**
   * How much the round-trip time changes between successive probes of a series that were both answered in time, by
   * `sequence`; an unanswered probe breaks the chain. Series differ by target, tag or destination. `meanAbsolute` is
   * the mean of the absolute changes. `rfc3550` smooths them as RFC 3550, 6.4.1, does those of one-way transit times,
   * `J += (|D| - J) / 16`, in the order in which the pairs are known. Null while there is no such pair, and when the
   * key has several targets or was merged of several parts, because the changes cannot be told any more.
   */
  readonly jitter: { readonly rfc3550: number; readonly meanAbsolute: number } | null;
  /** By nearest rank from the histogram, so within 1/256 of the reply of that rank; null while there is none. */
  readonly percentiles: { readonly [Key in `p${P}`]: number | null };
  /** How often which round-trip times came. `mergeStatistics` needs it. */
  readonly histogram: RttHistogram;
}

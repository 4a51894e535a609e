import type { MonoTypeOperatorFunction } from 'rxjs';
import type { EchoReply } from '../observables/echoReply.ts';
import type { RttHistogram } from '../operators/rttHistogram.ts';
import type { Transition } from '../operators/transition.ts';
import type { Labels } from './metricsOptions.ts';

/** What was counted of replies and transitions, and how it is read. */
export interface Metrics<R extends EchoReply<unknown>> {
  /**
   * Counts every reply that passes. Any number of streams may be recorded.
   *
   * @returns an operator that changes nothing. Its error notifications are those of the source, what `labels` throws, and
   * `IcmpArgumentError` for labels that are not valid.
   */
  record<T extends R>(): MonoTypeOperatorFunction<T>;
  /**
   * Counts every transition that passes. From the first one of `reachability` on, it is `reachability` that says whether a
   * target is up, and not the latest reply.
   *
   * @returns an operator that changes nothing.
   */
  recordTransitions<T extends Transition<R>>(): MonoTypeOperatorFunction<T>;
  /**
   * Writes everything for a scrape.
   *
   * @param accept the `Accept` header of the request. It chooses Prometheus' text, OpenMetrics or protobuf; only protobuf
   * carries native histograms. Default: text.
   */
  expose(accept?: string): Exposition;
  /** Every series as it is now, in the order of their first replies. */
  series(): Iterable<SeriesMetrics>;
}

/** An answer to a scrape. */
export interface Exposition {
  /** For the header `Content-Type`. */
  readonly contentType: string;
  /**
   * The body, in pieces of some 32 kB. The event loop turns before each of them, and after each millisecond of work on one, so
   * however many series there are, probes and other requests go on. Read it once.
   */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** What was counted under one set of labels. Times in milliseconds. */
export interface SeriesMetrics {
  readonly labels: Labels;
  /** Whether the target is up: by `reachability` if its transitions are recorded, else by the latest reply; null while that is unknown. */
  readonly up: boolean | null;
  /** How many outcomes there were of each status that came. */
  readonly probes: Readonly<Record<string, number>>;
  readonly late: number;
  readonly duplicates: number;
  /** Beats that were left out. */
  readonly skipped: number;
  /** TTL or hop limit of the latest echo reply in time. */
  readonly replyTtl: number | null;
  readonly transitions: readonly { readonly kind: string; readonly to: string; readonly count: number }[];
  /** Of the round-trip times of echo replies in time. */
  readonly rtt: RttHistogram;
}

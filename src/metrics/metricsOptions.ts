import type { Driver } from '../observables/options.ts';

/** What tells one series from another. Names are those of Prometheus: letters, digits and `_`. */
export type Labels = Readonly<Record<string, string>>;

/** What is counted together, how long it is remembered, and under which names it is exposed. */
export interface MetricsOptions<R> {
  /** Called once for each target and tag, with the first reply of them; default: `{ target: reply.target }`. */
  readonly labels?: ((reply: R) => Labels) | undefined;
  /**
   * Forget a series that had no reply for so many milliseconds, or `Infinity`; default a day. The time is read only
   * when metrics are exposed, so it counts from the first exposition after the latest reply.
   */
  readonly idle?: number | undefined;
  /**
   * How many targets, and tags of them, are told apart; default 10,000. Replies of all others are counted as one
   * series, whose labels are all `other`.
   */
  readonly maxSeries?: number | undefined;
  /** `'smokeping_prober'` takes the names and labels of that exporter wherever it has them; default `'rxicmp'`. */
  readonly names?: 'rxicmp' | 'smokeping_prober' | undefined;
  /** Upper bounds of classic buckets, in milliseconds and ascending; default: 22 from 0.125 to 4,000. */
  readonly bounds?: readonly number[] | undefined;
  /**
   * The driver whose counters are exposed as the engine's; null leaves them out. Default: the driver that all streams
   * of this thread share.
   */
  readonly driver?: Driver | null | undefined;
}

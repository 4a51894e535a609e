import type { ObservableInput } from 'rxjs';

/** What is counted together, since when, and how often it is emitted. */
export interface StatisticsOptions<R, P extends number> {
  /** What a reply is counted under: its target, one key `all`, or what the function makes of it; default `'target'`. */
  readonly by?: 'target' | 'all' | ((reply: R) => string) | undefined;
  /**
   * Count only what came from the first of the latest `count` outcomes on, or in the `time` milliseconds up to the
   * latest reply. Default: everything since the subscription.
   */
  readonly window?: { readonly count: number } | { readonly time: number } | undefined;
  /** Emit at most every so many milliseconds, or whenever a stream emits; default: with each reply. */
  readonly every?: number | ObservableInput<unknown> | undefined;
  /** 0 to 100; default 50, 95 and 99. */
  readonly percentiles?: readonly P[] | undefined;
  /** Forget a key after so many milliseconds without a reply, or `Infinity`; default a day, and never for `'all'`. */
  readonly idle?: number | undefined;
}

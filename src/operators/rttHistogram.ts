/**
 * How often which round-trip times came, as plain JSON.
 *
 * The buckets are log-linear: 128 to each power of two, so that the middle of a bucket is within 1/256 of every time
 * in it. Bucket `i` holds what is above `edge(i - 1)` and at most `edge(i)`, where
 * `edge(i) = (1 + (i % 128) / 128) * 2 ** (Math.floor(i / 128) - 1023)` milliseconds; bucket 0 holds exactly 0.
 * Histograms of the same version merge by adding counts, on whatever machine each was made.
 */
export interface RttHistogram {
  readonly version: 1;
  /** Milliseconds, of all times together. */
  readonly sum: number;
  readonly count: number;
  /** Those that are not empty, in ascending order. */
  readonly buckets: readonly (readonly [index: number, count: number])[];
}

import { bucketMiddle, bucketOf } from '../../operators/statistics/buckets.ts';
import type { RttCounts } from '../collector/rttCounts.ts';

/** Counts a histogram up to bounds. As with `histogramCounts`, a bucket counts where its middle is. */
export class ClassicBuckets {
  /** For each bound, the highest bucket that counts. */
  readonly #highest: readonly number[];

  /** @param bounds milliseconds, ascending. */
  constructor(bounds: readonly number[]) {
    this.#highest = bounds.map((bound) => {
      const bucket = bucketOf(bound);
      return bucketMiddle(bucket) <= bound ? bucket : bucket - 1;
    });
  }

  /** @returns for each bound how many times are at most that long. */
  counts(rtts: RttCounts): number[] {
    const highest = this.#highest;
    const counts: number[] = [];
    let sum = 0;
    rtts.forEach((bucket, count) => {
      while (counts.length < highest.length && highest[counts.length]! < bucket) counts.push(sum);
      sum += count;
    });
    while (counts.length < highest.length) counts.push(sum);
    return counts;
  }
}

import { IcmpArgumentError } from '../errors.ts';
import { bucketMiddle } from './buckets.ts';
import type { RttHistogram } from './rttHistogram.ts';

/**
 * Counts the round-trip times up to each of the given bounds, as the buckets of a Prometheus or OpenTelemetry histogram.
 *
 * The counts are cumulative: each has the ones of smaller bounds in it. A bound on an edge of the histogram's buckets
 * is exact, such as 0.5, 1, 2.5, any whole number up to 256, and 500 or 1,000; any other takes some times for
 * larger or smaller that are within 1/128 of it.
 *
 * @example
 * {@includeCode ../../examples/histogramCounts.ts}
 *
 * @param histogram of `statistics` or `mergeStatistics`.
 * @param bounds milliseconds, in any order; `Infinity` counts all.
 * @returns for each bound how many round-trip times are at most that long.
 * @throws `IcmpArgumentError` for a bound that is not a number, and for a histogram of another version.
 */
export function histogramCounts(histogram: RttHistogram, bounds: readonly number[]): readonly number[] {
  const { version, buckets } = histogram;
  if (version !== 1) throw new IcmpArgumentError('histogram.version', version, '1');
  return bounds.map((bound) => {
    if (typeof bound !== 'number' || Number.isNaN(bound)) throw new IcmpArgumentError('bounds', bound, 'numbers');
    let count = 0;
    for (const [bucket, more] of buckets) {
      if (bucketMiddle(bucket) > bound) break;
      count += more;
    }
    return count;
  });
}

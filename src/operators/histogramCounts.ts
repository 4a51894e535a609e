import { IcmpArgumentError } from '../errors.ts';
import { bucketMiddle } from './statistics/buckets.ts';
import type { RttHistogram } from './rttHistogram.ts';

/**
 * Counts the round-trip times up to each of the given bounds, as for a histogram of Prometheus or OpenTelemetry.
 *
 * The counts are cumulative: each has those of smaller bounds in it. A bound on an edge of the buckets, such as 0.5, 1,
 * 2.5, any whole number up to 256, 500 or 1,000, has an exact count. Any other may count or leave out times that differ
 * from it by less than 1/128.
 *
 * @example
 * {@includeCode ../../examples/histogramCounts.ts}
 *
 * @param histogram of `statistics` or `mergeStatistics`.
 * @param bounds in any order; `Infinity` counts all.
 * @param unit of the bounds; default `'milliseconds'`. Prometheus and OpenTelemetry have `'seconds'`.
 * @returns for each bound how many round-trip times are at most that long.
 * @throws `IcmpArgumentError` for a bound that is not a number, and for a histogram of another version.
 */
export function histogramCounts(
  histogram: RttHistogram,
  bounds: readonly number[],
  unit: 'milliseconds' | 'seconds' = 'milliseconds',
): readonly number[] {
  const { version, buckets } = histogram;
  if (version !== 1)
    throw new IcmpArgumentError('histogram.version', version, '1', 'make it with this version of the package.');
  if (unit !== 'milliseconds' && unit !== 'seconds')
    throw new IcmpArgumentError('unit', unit, "'milliseconds' or 'seconds'", "leave it out for 'milliseconds'.");
  return bounds.map((given) => {
    if (typeof given !== 'number' || Number.isNaN(given))
      throw new IcmpArgumentError('bounds', given, 'numbers', `pass ${unit}, or Infinity for all.`);
    const bound = unit === 'seconds' ? given * 1000 : given;
    let count = 0;
    for (const [bucket, more] of buckets) {
      if (bucketMiddle(bucket) > bound) break;
      count += more;
    }
    return count;
  });
}

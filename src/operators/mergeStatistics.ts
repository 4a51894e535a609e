import { IcmpArgumentError } from '../errors.ts';
import type { PingStatistics } from './pingStatistics.ts';
import { Tally } from './tally.ts';

/**
 * Adds up statistics of different probes: of several targets, machines or stretches of time.
 *
 * What comes out is what `statistics` would have made of all the replies together. Counts, extremes, mean, standard
 * deviation and histogram are kept (no averages are averaged), median and percentiles come from the merged histogram,
 * and `jitter` is null, since it cannot be told from its parts. One part alone is returned as it is.
 *
 * @example
 * {@includeCode ../../examples/mergeStatistics.ts}
 *
 * @param parts at least one, all with the same percentiles, that have no probe in common; also as they come out of JSON.
 * @returns statistics whose `key` is that of the parts, or `all` where they differ.
 * @throws `IcmpArgumentError` for no parts, and for a histogram of another version.
 */
export function mergeStatistics<P extends number>(parts: Iterable<PingStatistics<P>>): PingStatistics<P> {
  const [first, ...others] = parts;
  if (first === undefined) throw new IcmpArgumentError('parts', parts, 'at least one part');
  if (others.length === 0) return first;
  const key = others.every((part) => part.key === first.key) ? first.key : 'all';
  const percentiles = Object.keys(first.percentiles).map((name) => Number(name.slice(1)));
  const whole = new Tally(key, percentiles);
  for (const part of [first, ...others]) whole.merge(part);
  return whole.snapshot();
}

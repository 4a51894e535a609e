import { IcmpArgumentError } from '../errors.ts';
import type { PingStatistics } from './pingStatistics.ts';
import { percentile } from './statistics/percentile.ts';
import { RunningStatistics } from './statistics/runningStatistics.ts';

/**
 * Adds up statistics of different probes: of several targets, machines or stretches of time.
 *
 * What comes out is what `statistics` would have made of all the replies together: no averages are averaged. Median and
 * percentiles come from the merged histogram. Only `jitter` is null: the parts do not tell how times change from one
 * probe to the next. A single part is returned as it is.
 *
 * @example
 * {@includeCode ../../examples/mergeStatistics.ts}
 *
 * @param parts at least one, with the same percentiles and no probe in common; also as they come out of JSON.
 * @returns statistics whose `key` is that of the parts, or `all` where they differ, and whose `tag` is theirs, or null.
 * @throws `IcmpArgumentError` for no parts, and for a histogram of another version.
 */
export function mergeStatistics<P extends number, Tag>(
  parts: Iterable<PingStatistics<P, Tag>>,
): PingStatistics<P, Tag> {
  const [first, ...others] = parts;
  if (first === undefined)
    throw new IcmpArgumentError('parts', parts, 'at least one part', 'leave out the call when there is none.');
  if (others.length === 0) return first;
  const key = others.every((part) => part.key === first.key) ? first.key : 'all';
  const percentiles = Object.keys(first.percentiles).map((name) => percentile(Number(name.slice(1))));
  const whole = new RunningStatistics(key, percentiles);
  for (const part of [first, ...others]) whole.merge(part);
  return whole.snapshot() as PingStatistics<P, Tag>;
}

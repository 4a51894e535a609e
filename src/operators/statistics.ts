import { defer, filter, map, mergeMap, type OperatorFunction } from 'rxjs';
import type { EchoReply } from '../observables/echoReply.ts';
import type { PingStatistics } from './pingStatistics.ts';
import { dueEvery } from './statistics/dueEvery.ts';
import { statisticsSettings } from './statistics/statisticsSettings.ts';
import { Tally } from './statistics/tally.ts';
import type { StatisticsOptions } from './statisticsOptions.ts';

/**
 * Emits with each reply what has become of the probes to its target so far: counts, loss, round-trip times, jitter.
 *
 * ```text
 * source     ---a--b--t--a---|     a and b: success of two targets, t: a timed-out
 * statistics ---1--1--2--3---|     the number of probes that have ended: of a, b, a and a
 * ```
 *
 * Every number has one definition, which stands beside it in {@link PingStatistics}. A probe counts once its outcome
 * is known, so probes in flight are no loss. `sent` is `received + lost`, and a probe that a router or the host refused
 * is lost, for it was not answered. Probes that could not be sent and beats that were skipped are counted apart, and so
 * are late and duplicate replies, which never make up for a loss.
 *
 * - Replies are counted by target, all together, or by a function: `by: (reply) => reply.tag.site`. `tag` is the one that
 *   all of them have.
 * - With `every`, the first reply starts a wait of so many milliseconds, at the end of which each key that had replies
 *   is emitted once. Where it is a stream, they are emitted whenever that emits. What waits is emitted when the source
 *   completes, and dropped when it fails.
 * - Without a `window`, memory for a key is constant and a reply costs the same after a day as after a second. A window
 *   keeps its replies and counts them anew for each emission: give a large one an `every`.
 * - A key without replies for a day is forgotten, and begins anew with the next one; `idle` says otherwise. So is a
 *   target for which {@link sweepEvery} emits `removed`. This value ends the series, and nothing is emitted for it.
 *
 * What is emitted is a plain object that survives JSON and `structuredClone`, and merges with others of its kind.
 *
 * @example
 * {@includeCode ../../examples/statistics.ts}
 *
 * @param options times in milliseconds.
 * @returns an operator whose error notifications are those of the source and what `by` throws, and
 * `IcmpArgumentError`: on subscription for an option that can never work, later for a `by` that returns no text.
 * @see {@link mergeStatistics} for those of several streams or machines, {@link histogramCounts} for Prometheus.
 */
export function statistics<R extends EchoReply<unknown>, const P extends number = 50 | 95 | 99>(
  options: StatisticsOptions<R, P> = {},
): OperatorFunction<R, PingStatistics<P, R['tag']>> {
  return (source) =>
    defer(() => {
      const settings = statisticsSettings(options);
      const { every } = settings;
      const tally = new Tally(settings);
      const counted =
        every === null
          ? source.pipe(
              map((reply) => tally.count(reply)),
              filter((one) => one !== null),
            )
          : source.pipe(
              filter((reply) => tally.note(reply)),
              dueEvery(every),
              mergeMap(() => tally.take()),
            );
      return counted.pipe(map((one) => one.snapshot() as PingStatistics<P, R['tag']>));
    });
}

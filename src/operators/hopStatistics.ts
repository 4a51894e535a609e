import { defer, map, type OperatorFunction } from 'rxjs';
import type { Hop } from '../observables/hop.ts';
import { DEFAULT_IDLE } from './keyed/checkIdle.ts';
import { HopTable, type HopStatistics } from './statistics/hopTable.ts';
import { IdleMap } from './keyed/idleMap.ts';

export type { HopStatistics };

/**
 * Emits the table of all hops after each one that comes, nearest first: the live view of a route that is traced in
 * rounds.
 *
 * ```text
 * source        --ab----ab--|     a: a router, b: the target
 * hopStatistics --12----22--|     the number of rows
 * ```
 *
 * Each row has the numbers of {@link PingStatistics} for the probes of one TTL. A router that says that the TTL was used
 * up has answered, so this counts as received; other refusals are lost and rejected, and silence is lost.
 *
 * - Loss at a hop is loss on the way only when the hops behind it lose as much. Where they lose less, by more than
 *   chance explains, the hop is `likelyRateLimited`: routers pass packets on, and answer only some of them.
 * - The table ends at the last final hop. When the way was longer before, rows beyond this hop are left out. They come
 *   back with all their counts when the way is longer again.
 * - Hops of several targets may be mixed: each table is that of the hop's target, which is `key` in its rows. A target
 *   without hops for a day is forgotten.
 *
 * @example
 * {@includeCode ../../examples/hopStatistics.ts}
 *
 * @returns an operator whose error notifications are those of the source. Memory for each TTL is constant.
 * @see {@link traceroute}, with `rounds` and `probes: 1`.
 */
export function hopStatistics(): OperatorFunction<Hop, readonly HopStatistics[]> {
  return (source) =>
    defer(() => {
      const tables = new IdleMap(DEFAULT_IDLE, (target) => new HopTable(target));
      return source.pipe(
        map((hop) => {
          const table = tables.get(hop.target);
          table.add(hop);
          return table.snapshot();
        }),
      );
    });
}

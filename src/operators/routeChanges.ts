import { defer, mergeMap, type OperatorFunction } from 'rxjs';
import { checkInteger } from '../checks/checkInteger.ts';
import { checkOptions } from '../checks/checkOptions.ts';
import type { Hop } from '../observables/hop.ts';
import { checkIdle, DEFAULT_IDLE } from './keyed/checkIdle.ts';
import { IdleMap } from './keyed/idleMap.ts';
import type { Reroute } from './reroute.ts';
import { RouteWatch } from './routeChanges/routeWatch.ts';

/** When another way to a target is a change. */
export interface RouteChangesOptions {
  /** How many rounds in a row have to go the other way, 1 to 1,000; default 5. */
  readonly rounds?: number | undefined;
  /** Forget a target after so many milliseconds without a hop, or `Infinity`; default a day. */
  readonly idle?: number | undefined;
}

/**
 * Emits when the route to a target has changed: from what to what, and at which hop.
 *
 * ```text
 * source        --ab----ab----ac----ac--|     a: a router, b and c: another one
 * routeChanges  ------------------------x--|  rounds: 2
 * ```
 *
 * Give it a trace that goes on: {@link traceroute} with `rounds`. A round goes another way when only addresses answer
 * at one of its hops that usually do not, or when the way ends at another hop. When `rounds` rounds in a row went the
 * same other way, that is the change, and the usual way from then on.
 *
 * - Routers that share the load are no change: all addresses that answer at a hop belong to it, if they answer in one round,
 *   before the route has settled, or by turns with the others. With one probe a hop it takes some turns to know that: a
 *   larger `rounds` waits for more of them.
 * - Silence tells nothing, at a hop or at the target, and neither does a round in which nothing could be sent.
 * - Nothing is emitted about the first way. It has settled when `rounds` rounds in a row brought nothing new.
 * - A round ends with its final hop; one without a final hop is judged when the next round begins.
 *
 * Hops of several targets may be mixed. A target without a hop for a day, or `idle`, is forgotten.
 *
 * @example
 * {@includeCode ../../examples/routeChanges.ts}
 *
 * @param options times in milliseconds.
 * @returns an operator whose error notifications are those of the source, and `IcmpArgumentError` on subscription for an
 * option that can never work.
 * @see {@link hopStatistics} for a table of the hops.
 */
export function routeChanges(options: RouteChangesOptions = {}): OperatorFunction<Hop, Reroute> {
  return (source) =>
    defer(() => {
      checkOptions('options', options, ['rounds', 'idle']);
      const { rounds = 5, idle = DEFAULT_IDLE } = options;
      checkInteger('rounds', rounds, 1, 1000);
      checkIdle(idle);
      const watched = new IdleMap(idle, () => new RouteWatch(rounds));
      return source.pipe(mergeMap((hop) => watched.get(hop.target).add(hop)));
    });
}

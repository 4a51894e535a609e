import type { OperatorFunction } from 'rxjs';
import type { EchoReply } from '../observables/echoReply.ts';
import { Ballot } from './ballot.ts';
import type { ReachabilityOptions } from './reachabilityOptions.ts';
import { reachabilitySettings } from './reachabilitySettings.ts';
import type { Transition } from './transition.ts';
import { transitions } from './transitions.ts';

/**
 * Emits when a target goes down or comes up, which takes several replies that say so.
 *
 * ```text
 * source       ---s--s--t--s--t--t--t--s--s---|     s: success, t: timed-out
 * reachability ------u--------------d-----u---|     u: up, d: down
 * ```
 *
 * Each target is judged by itself, by the votes of its replies: it is `down` when at least `down.n` of the latest `down.of`
 * say so (3 of 3), `up` when `up.n` of `up.of` do (2 of 2), and `unknown` before. With the same reply it takes
 * that changes the state. Replies without a vote leave the state alone; a network that is out on this machine takes no
 * target down.
 *
 * With `flap`, a target whose votes change too often is `flapping`. That is told with each transition, and by a
 * transition of its own when it begins or ends while the state stays: so one may drop what happens while a target flaps,
 * and still learns where it came to rest.
 *
 * Memory is constant for each target; a target is forgotten after a day without replies, or `idle`.
 *
 * @example
 * {@includeCode ../../examples/reachability.ts}
 *
 * @returns an operator whose error notifications are those of the source and what `vote` throws, and
 * `IcmpArgumentError` on subscription for an option that can never work.
 * @see {@link ewmaHysteresis}, {@link baselineShift} and {@link quorum} for other judgements.
 */
export function reachability<R extends EchoReply<unknown>>(
  options: ReachabilityOptions<R> = {},
): OperatorFunction<R, Transition<R>> {
  return transitions(() => {
    const settings = reachabilitySettings(options);
    return { idle: settings.idle, newJudge: () => new Ballot(settings) };
  });
}

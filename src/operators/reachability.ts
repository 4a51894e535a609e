import type { OperatorFunction } from 'rxjs';
import type { EchoReply } from '../observables/echoReply.ts';
import { VoteWindow } from './reachability/voteWindow.ts';
import type { ReachabilityOptions } from './reachabilityOptions.ts';
import { reachabilitySettings } from './reachability/reachabilitySettings.ts';
import type { ReachTransition } from './transition.ts';
import { detectTransitions } from './reachability/detectTransitions.ts';

/**
 * Emits when a target goes down or comes up, which takes several replies that say so.
 *
 * ```text
 * source       ---s--s--t--s--t--t--t--s--s---|     s: success, t: timed-out
 * reachability ------u--------------d-----u---|     u: up, d: down
 * ```
 *
 * Each target is judged by itself. A loss takes it `down` when, with this one, at least `down.n` of its latest
 * `down.of` votes are losses (3 of 3); a success brings it `up` when at least `up.n` of `up.of` are successes (2 of 2).
 * Before that it is `unknown`. Replies without a vote change nothing, so a network that is out on this machine takes no
 * target down.
 *
 * With `flap`, a target whose votes change too often is `flapping`. Each transition says so, and there is one of its
 * own when that begins or ends while the state stays. So you may ignore the transitions of targets that flap, and still
 * learn the state in which they settle.
 *
 * When {@link sweepEvery} emits `removed` for a target, the target is `removed` at once, and forgotten: when it comes
 * back, it is `unknown`. When several series with different tags go to one target, only the removal of the last one
 * counts.
 *
 * Memory is constant for each target; a target is forgotten after a day without replies, or `idle`.
 *
 * @example
 * {@includeCode ../../examples/reachability.ts}
 *
 * @param options times in milliseconds.
 * @returns an operator whose error notifications are those of the source and what `vote` throws, and
 * `IcmpArgumentError`: on subscription for an option that can never work, later for a `vote` that is none.
 * @see {@link ewmaHysteresis}, {@link baselineShift} and {@link quorum} for other judgements.
 */
export function reachability<R extends EchoReply<unknown>>(
  options: ReachabilityOptions<R> = {},
): OperatorFunction<R, ReachTransition<R>> {
  return detectTransitions('reachability', () => {
    const settings = reachabilitySettings(options);
    return { idle: settings.idle, newDetector: () => new VoteWindow(settings) };
  });
}

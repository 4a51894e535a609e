import { Observable, type ObservableInput, type OperatorFunction } from 'rxjs';
import type { EchoReply } from '../observables/echoReply.ts';
import type { SweepEveryOptions, TagOf, Target, WithData } from '../observables/options.ts';
import { Rounds } from '../observables/sweep/rounds.ts';
import { Sweeper } from '../observables/sweep/sweeper.ts';
import { sweepEverySettings } from '../observables/sweep/sweepEverySettings.ts';

/**
 * Probes every target of the latest list that the source emits, round after round, and emits what becomes of the
 * probes as it comes.
 *
 * ```text
 * source      l                              l: [a, b]
 * sends       a---b---a---b---a---b
 * sweepEvery  -a----b--a----b--a----(b|)     interval: 8, rounds: 3
 * ```
 *
 * A round is one interval long, in milliseconds, and each target has its place in it: by default they are `'spread'`, so
 * that a thousand targets every ten seconds are one every 10 ms, and a thousand every second four every 4 ms. Beats do not drift, and the driver keeps them, so that
 * a busy event loop bends none.
 *
 * - A target that stays in the list keeps `sequence` and place, whatever comes and goes around it, also when its options
 *   change; a target is its text and its tag. One that has left is cancelled at once, whatever was under way, and one
 *   `'removed'` value ends its series. A target may stand in the list more than once.
 * - `interval` and `paused` may be streams. With a new interval, the part that has passed stays the same fraction of
 *   it. After a pause the beats are where they would have been, and `sequence` and `round` go on without a gap. What is
 *   late when a pause begins, because `rate` allows no more or a name is being looked up, still leaves.
 * - The interval is the rate: unlike a single sweep, repeated ones have no other limit unless `rate` is given. What a given
 *   `rate` does not allow at once, as with `phase: 'aligned'`, is spread over what it allows. When the list needs more in
 *   each interval, that is published once, as an `IcmpArgumentError` on the `node:diagnostics_channel` named `rxicmp:rate`.
 * - When a round outlasts its interval, because `rate` or `concurrent` allow no more, or the event loop was blocked,
 *   beats that come meanwhile are left out: the round goes on to its end, no target is sent two probes in a burst, and
 *   before the next probe of a target one `'skipped'` value tells how many of its own were left out (`missed`). They
 *   use up numbers of `sequence` and `round`, and `rounds`.
 * - Names are looked up on their first beat, and again on every beat until that succeeds. Beats that come while the
 *   resolver is asked are left out.
 * - With `lateWindow`, `'late'` and `'duplicate'` values may follow an outcome, as in {@link ping}; everything else
 *   about outcomes, `retry` and malformed targets is as in {@link sweep}.
 * - With an empty list there are no beats, and the rounds wait.
 *
 * @example
 * {@includeCode ../../examples/sweepEvery.ts}
 *
 * @param interval milliseconds from round to round, at least 1. With a stream, nothing is sent before its first value.
 * @param options times in milliseconds, sizes in bytes.
 * @returns an operator that completes after `rounds`, or when the source has completed and the list is empty. Its error
 * notifications are those of {@link sweep}, and those of the source, `interval` and `paused`.
 * @see {@link monitor} for the same without an operator, {@link ping} for one target, {@link reachability} for who is up.
 */
export function sweepEvery<T extends Target, Data extends boolean = false>(
  interval: number | ObservableInput<number>,
  options: SweepEveryOptions<Data> = {},
): OperatorFunction<Iterable<T>, WithData<EchoReply<TagOf<T>>, T, Data>> {
  return (source) => {
    const replies = new Observable<EchoReply<unknown>>((subscriber) => {
      const settings = sweepEverySettings(interval, options);
      new Sweeper(settings, new Rounds(settings, source), subscriber).start();
    });
    return replies as Observable<WithData<EchoReply<TagOf<T>>, T, Data>>;
  };
}

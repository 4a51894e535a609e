import { Observable, type OperatorFunction } from 'rxjs';
import type { EchoOutcome, EchoReply } from '../observables/echoReply.ts';
import { OnePass } from '../observables/sweep/onePass.ts';
import { ObservableReader } from '../observables/sweep/observableReader.ts';
import type { SweepOptions, TagOf, Target, WithData } from '../observables/options.ts';
import { Sweeper } from '../observables/sweep/sweeper.ts';
import { sweepSettings } from '../observables/sweep/sweepSettings.ts';

/**
 * Probes each target that the source emits, and emits the outcomes as they come.
 *
 * ```text
 * source     a-b----c|
 * probeEach  ----a----b-(c|)
 * ```
 *
 * What `mergeMap((target) => probe(target))` does, with room for `concurrent` probes at once and `rate` a second, with
 * one ICMP handle for each family instead of one for each probe, and in a time that does not grow with the square of
 * their number. Targets that come faster than they can be sent are kept until their turn.
 *
 * Everything else is as in {@link sweep}: outcomes are values, a malformed target is `'not-resolved'` and spares the
 * others, and each target is a probe of its own with the `sequence` 0, also when it comes again.
 *
 * @example
 * {@includeCode ../../examples/probeEach.ts}
 *
 * @param options times in milliseconds, sizes in bytes.
 * @returns an operator that completes when the source has and all probes have ended. Its error notifications are those
 * of {@link sweep} and of the source; either ends the probes under way.
 */
export function probeEach<T extends Target, Data extends boolean = false>(
  options: Omit<SweepOptions<Data>, 'hostsOnly'> = {},
): OperatorFunction<T, WithData<EchoOutcome<TagOf<T>>, T, Data>> {
  return (source) => {
    const outcomes = new Observable<EchoReply<unknown>>((subscriber) => {
      const settings = sweepSettings(options);
      new Sweeper(settings, new OnePass(new ObservableReader(source), settings.template), subscriber).start();
    });
    return outcomes as Observable<WithData<EchoOutcome<TagOf<T>>, T, Data>>;
  };
}

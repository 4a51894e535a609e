import { Observable } from 'rxjs';
import type { EchoOutcome, EchoReply } from './echoReply.ts';
import { expandText } from './sweep/expandText.ts';
import { OnePass } from './sweep/onePass.ts';
import type { SweepOptions, TagOf, Target, TargetSource, WithData } from './options.ts';
import { Sweeper } from './sweep/sweeper.ts';
import { sweepSettings } from './sweep/sweepSettings.ts';
import { readTargets } from './sweep/readTargets.ts';

/**
 * Probes each target once and emits the outcomes as they come.
 *
 * ```text
 * sends  a-b-c-d--------
 * sweep  --a---c-d--(b|)     b: timed-out
 * ```
 *
 * - Targets are taken one by one, whenever there is room for one more among the `concurrent` that may be under way, so
 *   a sweep of a million addresses needs no more memory than one of a thousand. What an Observable emits faster than
 *   that is kept until its turn.
 * - At most `rate` probes a second are sent, evenly spaced; the driver keeps the distances, so that a busy event loop
 *   does not bunch them. The default, 1,000, is polite to most networks. `Infinity` sends as fast as this machine can.
 *   With more than 256 under way, a thread for each processor sends, four at most, and probes leave in any order.
 * - Outcomes are values, as those of {@link probe}, with `retry` those of the last attempt. A target that is neither an
 *   address nor a name is `'not-resolved'` with the `errorCode` `'EINVAL'` and spares the others; so is one whose own
 *   options can never work. `errorText` says what is wrong with it; just before, the `IcmpArgumentError` that says so
 *   is published on the `node:diagnostics_channel` named `rxicmp:malformed`.
 * - Names are looked up during the sweep, as many at once as the driver can. A slow name delays no other target.
 * - Every target is a probe of its own, also when it comes again: `sequence` and `round` are 0.
 *
 * Nothing happens before a subscription. Each one has one ICMP handle for each family; unsubscribing closes them, and
 * nothing is sent or received any more. An iterator that is not used up is closed.
 *
 * @example
 * {@includeCode ../../examples/sweep.ts}
 *
 * @param targets text that {@link addresses} reads, or an Iterable, an AsyncIterable or an Observable of targets, each
 * of them with options and a tag of its own, or without.
 * @param options times in milliseconds, sizes in bytes.
 * @returns a cold Observable that completes when all targets are taken and their probes have ended: at once when there
 * are none.
 * @throws never in the call; error notifications are those of {@link probe} for options of the call, those of
 * {@link addresses} for text, and what the source of the targets throws or sends.
 * @see {@link probeEach} for the same as an operator, {@link monitor} for one probe after the other.
 */
export function sweep<const T extends Target, Data extends boolean = false>(
  targets: string | TargetSource<T>,
  options: SweepOptions<Data> = {},
): Observable<WithData<EchoOutcome<TagOf<T>>, T, Data>> {
  const outcomes = new Observable<EchoReply<unknown>>((subscriber) => {
    const settings = sweepSettings(options, ['hostsOnly']);
    const reader = readTargets(expandText(targets, options.hostsOnly));
    new Sweeper(settings, new OnePass(reader, settings.template), subscriber).start();
  });
  return outcomes as Observable<WithData<EchoOutcome<TagOf<T>>, T, Data>>;
}

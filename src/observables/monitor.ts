import { Observable } from 'rxjs';
import { checkObject } from '../checks/checkObject.ts';
import type { EchoReply } from './echoReply.ts';
import type { MonitorOptions, TagOf, Target, TargetLists, WithData } from './options.ts';
import { expandText } from './sweep/expandText.ts';
import { listsOf } from './sweep/listsOf.ts';
import { Rounds } from './sweep/rounds.ts';
import { Sweeper } from './sweep/sweeper.ts';
import { sweepEverySettings } from './sweep/sweepEverySettings.ts';

/**
 * Monitors a list of targets: probes each of them on a beat of its own, again and again, and emits what becomes of the
 * probes as it comes.
 *
 * ```text
 * sends    a---b---a---b---a---b
 * monitor  -a----b--a----b--a----(b|)     interval: 8, rounds: 3
 * ```
 *
 * Beats of one target are `interval` milliseconds apart and do not drift. The targets are `'spread'` over the interval, so
 * that a thousand targets every ten seconds are one probe every 10 ms.
 *
 * The list may change: then give a stream of lists. The latest one counts, a target that stays keeps its beat and its
 * `sequence`, one that comes gets a place between the others, and one that leaves has a last value, `'removed'`.
 *
 * Everything else is as in {@link sweepEvery}, which is the same as an operator: how beats are left out and emitted as
 * `'skipped'`, `paused`, `rate`, `lateWindow`, names, and targets with options of their own. Pipe what it emits through
 * {@link reachability} for who is up, through {@link statistics} for numbers.
 *
 * Nothing happens before a subscription. Each one has one ICMP handle for each family; unsubscribing closes them, and
 * nothing is sent or received any more.
 *
 * @example
 * {@includeCode ../../examples/monitor.ts}
 *
 * @param targets text that {@link addresses} reads, an Iterable of targets, or a stream of such lists: an Observable, a
 * promise, an AsyncIterable. Each target may have options and a tag of its own.
 * @param options times in milliseconds, sizes in bytes.
 * @returns a cold Observable that completes after `rounds`, which by default never end, or when no list is to come and the
 * latest one is empty.
 * @throws never in the call; error notifications are those of {@link sweep}, and those of `targets`, `interval` and `paused`.
 * @see {@link ping} for one target, {@link sweep} for one probe each.
 */
export function monitor<const T extends Target, Data extends boolean = false>(
  targets: string | Iterable<T> | TargetLists<T>,
  options: MonitorOptions<Data> = {},
): Observable<WithData<EchoReply<TagOf<T>>, T, Data>> {
  const replies = new Observable<EchoReply<unknown>>((subscriber) => {
    checkObject('options', options);
    const { interval = 1000, hostsOnly } = options;
    const settings = sweepEverySettings(interval, options, ['interval', 'hostsOnly']);
    const lists = listsOf(expandText(targets, hostsOnly));
    new Sweeper(settings, new Rounds(settings, lists), subscriber).start();
  });
  return replies as Observable<WithData<EchoReply<TagOf<T>>, T, Data>>;
}

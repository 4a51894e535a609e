import { Observable } from 'rxjs';
import type { EchoReply } from './echoReply.ts';
import type { PingOptions, TagOf, Target, WithData } from './options.ts';
import { pingSettings } from './ping/pingSettings.ts';
import { Series } from './ping/series.ts';

/**
 * Emits what becomes of a series of echo requests, one sent on every beat, each reply as it arrives.
 *
 * ```text
 * beats  ^---------*---------*
 * ping   --a------------b------(c|)     count: 3; a and c: success, b: timed-out
 * ```
 *
 * The beats are `interval` milliseconds apart from the subscription on and do not drift; the driver keeps them, so
 * that a busy event loop bends none. A reply that takes longer than the interval delays nothing: outcomes come in
 * the order in which they are known, and `sequence` tells which probe each one belongs to.
 *
 * - Outcomes are values, as those of {@link probe}. A series outlives a bad night: a cable that is out, an interface
 *   that goes away and comes back, a resolver that is down are `'not-sent'` and `'not-resolved'`.
 * - With `lateWindow`, a reply after the time-out is `'late'` and a second reply is `'duplicate'`; both come after
 *   the outcome of the same `sequence`.
 * - Beats that could not be kept, because the event loop was blocked or the machine asleep, are left out instead of
 *   sent in a burst: one `'skipped'` value tells how many (`missed`). They use up sequence numbers, but not `count`.
 * - A name is resolved once, on the first beat, and again on each beat until that succeeds; with `resolve` for each beat
 *   or every so often. Beats wait for a look-up only while there is no address. Afterwards the last good address is
 *   probed on every beat, however long a look-up takes, and new addresses count from the next probe on. A look-up that
 *   fails is `'not-resolved'`, under the `sequence` of the beat on which it began; the next one is made on the next
 *   beat.
 * - With `addresses: 'all'` every beat sends a probe to each address of the name, under one `sequence`; `destination`
 *   tells them apart, and `count` counts beats.
 * - `interval` and `paused` may be streams. A new interval counts from the latest beat; after a pause the beats go on
 *   where they would have been, and the sequence without a gap.
 * - With `retry` a probe that fails is tried again under the same `sequence`, with the next `attempt`, beside the beats.
 *   A failed look-up is not tried again before the next beat.
 * - With `keepAlive: false` the process may exit between beats. What has been sent is still waited for.
 *
 * Nothing happens before a subscription, and each one has an ICMP handle of its own; unsubscribing closes it, and
 * nothing is sent or received for it any more.
 *
 * @example
 * {@includeCode ../../examples/ping.ts}
 *
 * @param target a host name or a numeric address, or an object that adds options and a tag; the tag comes back as
 * `reply.tag`. Options of the target win over those of the call.
 * @param options times in milliseconds, sizes in bytes.
 * @returns a cold Observable that completes once `count` probes have ended, or all that were sent within `duration`, their
 * late windows included.
 * @throws never in the call; error notifications are `IcmpArgumentError` for what can never work, before anything is sent (or
 * when `interval` emits it), `IcmpPermissionError` when this process may open no ICMP socket, `IcmpError` with
 * `ERR_ICMP_NO_DRIVER`, and the errors of `interval` and `paused`.
 * @see {@link probe} for one request, {@link monitor} for many targets, {@link isOutcome} to leave out what comes beside the outcomes.
 */
export function ping<const T extends Target, Data extends boolean = false>(
  target: T,
  options: PingOptions<Data> = {},
): Observable<WithData<EchoReply<TagOf<T>>, T, Data>> {
  const replies = new Observable<EchoReply<unknown>>((subscriber) => {
    new Series(pingSettings(target, options), subscriber).start();
  });
  return replies as Observable<WithData<EchoReply<TagOf<T>>, T, Data>>;
}

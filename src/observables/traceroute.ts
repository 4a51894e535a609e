import { asyncScheduler, concatMap, defer, Observable, of } from 'rxjs';
import type { Hop } from './hop.ts';
import { unsentOutcome } from './probe/unsentOutcome.ts';
import type { TracerouteOptions } from './options.ts';
import { resolve } from './probe/resolve.ts';
import { toHop } from './traceroute/toHop.ts';
import { Trace } from './traceroute/trace.ts';
import { tracerouteSettings } from './traceroute/tracerouteSettings.ts';

/**
 * Traces the route to a target: emits one {@link Hop} for each TTL, in the order of TTLs, once its probes are settled.
 *
 * ```text
 * subscription  ^----------!
 * traceroute    --ab--c-(d|)     a, b: routers, c: a silent hop, d: the target (final)
 * ```
 *
 * Up to 16 probes are in flight at once, those with lower TTLs first, so that a few hops are waited for together and
 * nobody is flooded; `rate` spaces them. No privileges are needed where the system allows ping sockets.
 *
 * - The way ends (`final: true`) at the target, or at a hop that refuses probes and lets none of them pass: a router
 *   without a route, a firewall, a link that the probes are too big for. When a TTL is found to be the last, those beyond
 *   it are cancelled and not emitted. A target that never answers has `maxTtl` hops, none of them final.
 * - A hop that says nothing has no responders and replies that are `'timed-out'`. Routers may answer only so many
 *   probes a second: {@link hopStatistics} tells this apart from loss.
 * - Routers that share load choose a way by what a packet looks like. All probes look alike (as those of paris-traceroute), so
 *   the hops are those of one way, in every round, as long as this process has one socket for them. With `flow: 'varies'`
 *   each probe may take another way. `flow` of a hop says what it was: Windows cannot keep it constant.
 * - A router of an MPLS network may tell the labels with which a probe came to it: `mplsLabels` of the reply.
 * - With `lateWindow` a silent hop is emitted later, and a refusal that comes meanwhile is what became of its probe.
 * - What cannot be sent makes one final hop of `'not-sent'` replies, and a name without an address one final hop, of TTL
 *   1, with one `'not-resolved'` reply, which also ends the rounds: a name is resolved once.
 * - With `rounds` the route is traced again every `interval`. Rounds never overlap: one that takes longer than the
 *   interval is followed by the next at once. Take `probes: 1` for many rounds: routers allow about one answer a second.
 *
 * Nothing happens before a subscription, and each one has an ICMP handle of its own; unsubscribing closes it, and
 * nothing is sent or received for it any more.
 *
 * @example
 * {@includeCode ../../examples/traceroute.ts}
 *
 * @param target a host name or a numeric address.
 * @param options times in milliseconds, sizes in bytes. `ttl` is the traceroute's own.
 * @returns a cold Observable that completes after the last hop of the last round.
 * @throws never in the call; error notifications are those of {@link probe}.
 * @see {@link hopStatistics} for a live table of many rounds, {@link pathMtu} for the sizes that fit.
 */
export function traceroute(target: string, options: TracerouteOptions = {}): Observable<Hop> {
  return defer(() => {
    const settings = tracerouteSettings(target, options);
    const scheduler = settings.scheduler ?? asyncScheduler;
    return resolve(settings, scheduler).pipe(
      concatMap((resolution) => {
        if (resolution.address !== null) {
          return new Observable<Hop>((subscriber) => new Trace(settings, resolution, subscriber).run());
        }
        return of(toHop(settings, 0, 1, [unsentOutcome(settings, resolution, scheduler)], true));
      }),
    );
  });
}

import { concatMap, defer, Observable, of } from 'rxjs';
import { MtuSearch } from './pathMtu/mtuSearch.ts';
import type { MtuStep } from './mtuStep.ts';
import { unsentOutcome } from './probe/unsentOutcome.ts';
import type { PathMtuOptions } from './options.ts';
import { pathMtuSettings } from './pathMtu/pathMtuSettings.ts';
import { resolve } from './probe/resolve.ts';

/**
 * Searches for the path MTU: the largest IP packet that reaches a target unfragmented. Emits each step, one probe
 * with DF set after the other.
 *
 * ```text
 * subscription  ^-----------!
 * pathMtu       --a--b-c-(d|)     a: 68 bytes pass, b: 65,528 are too big, c: a router lets 1,400 through, d: they pass
 * ```
 *
 * The first probe has the smallest size that every path must let through, 68 bytes, or 1,280 with IPv6. When it is
 * answered, larger ones are tried:
 *
 * - When a router (or this machine, for its own interface) tells the MTU of the next hop, that size is tried next, and
 *   taken as an upper bound. When nobody tells it, the search halves what is left, beginning with Ethernet's 1,500.
 * - Silence may be loss. A size that nobody answers is tried `retry` more times. Then it counts as too big, because
 *   some routers and firewalls drop large packets without a word. Each silent try takes a `timeout`.
 * - Any other answer (unreachable, expired), and a target that does not answer the smallest size, end the search:
 *   `mtu` of the last step is null, and its `reply` says why.
 *
 * The search begins at the largest size that a probe can have, because the port does not know the MTU of the
 * interface, and the system refuses what is larger at once without sending anything. When even `max` passes, `mtu` is
 * `max`. Requests and replies have the same size, so a target that does not answer large requests, or a narrower way
 * back that drops replies silently, looks like a smaller MTU.
 *
 * Nothing happens before a subscription, and each one has an ICMP handle of its own; unsubscribing closes it.
 *
 * @example
 * {@includeCode ../../examples/pathMtu.ts}
 *
 * @param target a host name or a numeric address. A name is resolved once; when it has no address the only step is
 * `'not-resolved'`, without a size.
 * @param options times in milliseconds, sizes in bytes. `dontFragment` and `payload` are the search's own.
 * @returns a cold Observable of at least one {@link MtuStep}; `mtu` on the last.
 * @throws never in the call; error notifications are those of {@link probe}, and `IcmpError` with `ERR_ICMP_SYSTEM` when
 * the driver cannot set DF.
 * @see {@link traceroute} for who is on the path.
 */
export function pathMtu(target: string, options: PathMtuOptions = {}): Observable<MtuStep> {
  return defer(() => {
    const settings = pathMtuSettings(target, options);
    return resolve(settings).pipe(
      concatMap((resolution) => {
        if (resolution.address !== null) {
          return new Observable<MtuStep>((subscriber) => new MtuSearch(settings, resolution, subscriber).try());
        }
        const reply = unsentOutcome(settings, resolution);
        return of({ target, size: null, reply, lower: null, upper: settings.max, mtu: null });
      }),
    );
  });
}

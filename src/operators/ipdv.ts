import { defer, mergeMap, type OperatorFunction } from 'rxjs';
import type { EchoReply } from '../observables/echoReply.ts';
import type { DelayVariation } from './delayVariation.ts';
import { DEFAULT_IDLE } from './keyed/checkIdle.ts';
import { IdleMap } from './keyed/idleMap.ts';
import { TargetPairs } from './statistics/targetPairs.ts';

/**
 * Emits how much longer each probe took than the one before it in its series: the IP packet delay variation of RFC 3393,
 * of round-trip times.
 *
 * ```text
 * source ---a--b--c--d--e--f---|     a, b, e, f: success after 10, 12, 11, 9 ms; c: timed-out; d: lost as well
 * ipdv   ------2--n--n--n--m---|     2: 2 ms, n: null, m: -2 ms
 * ```
 *
 * It never bridges a gap. Probes are paired by `sequence`, in whatever order their outcomes come, and a pair is emitted
 * when the second of the two is known; `null` means that there is no difference, because one of them had no echo reply
 * in time or they were answered by different addresses. A probe next to beats that were skipped or whose name had no
 * address, or next to one that was filtered out, makes no pair. Late and duplicate replies change nothing, and a
 * `removed` target begins anew.
 *
 * Series are told apart by target, tag and destination. Two that have all of these in common would be mixed: give them
 * tags. Tags that are plain objects are compared by what is in them.
 *
 * Memory is constant for each target; a target is forgotten after a day without replies. Errors and completion of the
 * source pass.
 *
 * @example
 * {@includeCode ../../examples/ipdv.ts}
 *
 * @returns an operator that emits one value for each pair.
 * @see {@link statistics} for jitter, which is made of these.
 */
export function ipdv<R extends EchoReply<unknown>>(): OperatorFunction<R, DelayVariation<R['tag']>> {
  return (source) =>
    defer(() => {
      const targets = new IdleMap(DEFAULT_IDLE, () => new TargetPairs<R>());
      const pairsOf = (reply: R): readonly DelayVariation<R['tag']>[] => {
        const pairs = targets.get(reply.target);
        if (reply.status !== 'removed') return pairs.add(reply);
        if (pairs.end(reply.tag)) targets.delete(reply.target);
        return [];
      };
      return source.pipe(mergeMap((reply) => pairsOf(reply)));
    });
}

import {
  debounceTime,
  defer,
  finalize,
  groupBy,
  type GroupedObservable,
  type OperatorFunction,
  startWith,
  Subject,
  tap,
} from 'rxjs';
import type { EchoReply } from '../observables/echoReply.ts';
import { checkDelay } from './checkDelay.ts';
import { checkOptions } from './checkOptions.ts';

/**
 * Emits a stream of replies for each target, as `groupBy` does, and ends it when the target falls silent.
 *
 * ```text
 * source        --a--b--a----a---------a|     a and b: replies of two targets; idle: 7 ms
 * groupByTarget --A--B-----------------C|
 * A               a-----a----a------|
 * B                  b------|
 * C                                    a|
 * ```
 *
 * A group completes `idle` milliseconds after its latest reply; the next reply of its target opens another group.
 * Without `idle`, groups live as long as the source, so memory grows with the number of targets. Groups get the error and
 * the completion of the source. The source is unsubscribed when neither the groups nor their stream have a
 * subscriber any more.
 *
 * @example
 * {@includeCode ../../examples/groupByTarget.ts}
 *
 * @param options `idle` in milliseconds; default: groups do not end before the source.
 * @returns an operator whose groups have the target as `key`; `IcmpArgumentError` on subscription for an option that can
 * never work.
 */
export function groupByTarget<R extends EchoReply<unknown>>(
  options: { readonly idle?: number | undefined } = {},
): OperatorFunction<R, GroupedObservable<string, R>> {
  return (source) =>
    defer(() => {
      checkOptions('options', options, ['idle']);
      const { idle } = options;
      const targetOf = (reply: R): string => reply.target;
      if (idle === undefined) return source.pipe(groupBy(targetOf));
      checkDelay('idle', idle);
      // Not the group itself: stock `groupBy` counts that as a subscriber, and would keep the source for it.
      const signs = new Map<string, Subject<void>>();
      const duration = ({ key }: { readonly key: string }) => {
        const sign = new Subject<void>();
        signs.set(key, sign);
        return sign.pipe(
          startWith(undefined),
          debounceTime(idle),
          finalize(() => signs.delete(key)),
        );
      };
      return source.pipe(
        tap((reply) => signs.get(reply.target)?.next()),
        groupBy(targetOf, { duration }),
      );
    });
}

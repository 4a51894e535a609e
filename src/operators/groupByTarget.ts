import { debounceTime, defer, groupBy, type GroupedObservable, type OperatorFunction, Subject } from 'rxjs';
import type { EchoReply } from '../observables/echoReply.ts';
import { checkDelay } from '../checks/checkDelay.ts';
import { checkOptions } from '../checks/checkOptions.ts';

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
 * Without `idle`, groups live as long as the source, so memory grows with the number of targets. Groups
 * get the error and the completion of the source, which is unsubscribed when neither a group nor the stream of groups
 * has a subscriber any more.
 *
 * @example
 * {@includeCode ../../examples/groupByTarget.ts}
 *
 * @param options `idle` in milliseconds; default: groups do not end before the source.
 * @returns an operator whose groups have the target as `key`. Error notifications are those of the source, and
 * `IcmpArgumentError` on subscription for an option that can never work.
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
      const opened: Subject<R>[] = [];
      const connector = (): Subject<R> => {
        const subject = new Subject<R>();
        opened.push(subject);
        return subject;
      };
      // The subject, and not the group: a subscription to the group would keep the source alive. The latest subject is the
      // group's own: those that were opened meanwhile within `next` are taken already.
      const duration = () => opened.pop()!.pipe(debounceTime(idle));
      return source.pipe(groupBy(targetOf, { connector, duration }));
    });
}

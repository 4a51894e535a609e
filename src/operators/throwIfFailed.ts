import { filter, map, type OperatorFunction } from 'rxjs';
import type { EchoReply } from '../observables/echoReply.ts';
import { isFailure } from '../observables/isFailure.ts';
import { isOutcome } from '../observables/isOutcome.ts';
import { EchoFailedError } from './EchoFailedError.ts';

/**
 * Emits the successes of the source, and makes of the first failure an error, for `retry` and `catchError`.
 *
 * ```text
 * source        ^--s--l--s--t--s---|     s: success, l: late, t: timed-out
 * throwIfFailed ---s-----s--#            #: EchoFailedError with t
 * ```
 *
 * `late`, `duplicate` and `skipped` values are dropped: they are no outcome. `removed` passes, and so do errors and
 * completion of the source. The source is unsubscribed when the error goes out, so its handle is closed.
 *
 * @example
 * {@includeCode ../../examples/retry.ts}
 *
 * @returns an operator whose error notifications are {@link EchoFailedError}, or those of the source.
 * @see {@link isFailure} for a filter that keeps failures as values.
 */
export function throwIfFailed<R extends EchoReply<unknown>>(): OperatorFunction<R, Passed<R>> {
  return (source) =>
    source.pipe(
      filter((reply) => isOutcome(reply) || reply.status === 'removed'),
      map((reply) => {
        if (isFailure<EchoReply<unknown>>(reply)) throw new EchoFailedError(reply);
        return reply as unknown as Passed<R>;
      }),
    );
}

type Passed<R> = Extract<R, { readonly status: 'success' | 'removed' }>;

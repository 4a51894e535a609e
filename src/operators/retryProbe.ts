import { defer, type MonoTypeOperatorFunction } from 'rxjs';
import type { EchoReply } from '../observables/echoReply.ts';
import type { RetryPolicy } from '../observables/options.ts';
import { retrying } from '../observables/probe/retrying.ts';
import { retrySettings } from '../observables/options/retrySettings.ts';

/**
 * Tries again after a failure: holds it back, leaves the source and subscribes to it anew.
 *
 * ```text
 * first          --(t|)              t: timed-out
 * second           --(s|)            s: success
 * retryProbe(2)  ----(s|)            with attempt: 2
 * ```
 *
 * Failures are values here, so nothing has to be thrown and caught. Every other value of the source passes, and so
 * does the failure when no retries are left: the stream still has an outcome for its probe. `attempt` of what is
 * emitted goes on counting across the subscriptions.
 *
 * - The source is left before it is subscribed again, at once or after `delay`, so no two attempts ever overlap.
 * - Errors and completion of the source pass. Unsubscribing ends the attempt under way, or the wait for the next.
 * - With `emit: 'every'`, failures that another attempt follows are emitted too.
 * - The source has to start a probe for each subscription. A series would begin again after a failure: use the option
 *   `retry` of {@link ping}, which tries again within the beats.
 *
 * @example
 * {@includeCode ../../examples/retryProbe.ts}
 *
 * @param policy how many retries at most, or an object that says when and after how long, in milliseconds.
 * @returns an operator whose error notifications are those of the source, `IcmpArgumentError` for a policy that can never
 * work, and what its functions throw.
 * @see {@link throwIfFailed} for stock `retry` instead.
 */
export function retryProbe<R extends EchoReply<unknown>>(policy: number | RetryPolicy): MonoTypeOperatorFunction<R> {
  return (source) =>
    defer(() => {
      const retry = retrySettings(policy);
      return retry === null ? source : retrying(source, retry);
    });
}

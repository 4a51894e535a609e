import type { EchoReply, RejectedStatus } from './echoReply.ts';
import { isOutcome } from './isOutcome.ts';
import { isSuccess } from './isSuccess.ts';

/**
 * Tells whether a probe ended without an echo reply in time: timed out, refused, not sent or not resolved.
 *
 * @returns a type guard, for `filter` too. There is an example at {@link isOutcome}.
 */
export function isFailure<R extends EchoReply<unknown>>(
  reply: R,
): reply is Extract<R, { readonly status: 'timed-out' | RejectedStatus | 'not-sent' | 'not-resolved' }> {
  return isOutcome(reply) && !isSuccess(reply);
}

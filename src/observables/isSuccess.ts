import type { EchoReply } from './echoReply.ts';

/**
 * Tells whether an echo reply came in time.
 *
 * @returns a type guard, for `filter` too. There is an example at {@link isOutcome}.
 */
export function isSuccess<R extends EchoReply<unknown>>(reply: R): reply is Extract<R, { readonly status: 'success' }> {
  return reply.status === 'success';
}

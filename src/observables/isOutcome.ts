import type { EchoReply } from './echoReply.ts';

/**
 * Tells whether this is the outcome of a probe. False for `late`, `duplicate` and `skipped`, which come beside it.
 *
 * @example
 * {@includeCode ../../examples/outcomes.ts}
 *
 * @returns a type guard, for `filter` too.
 */
export function isOutcome<R extends EchoReply<unknown>>(
  reply: R,
): reply is Exclude<R, { readonly status: 'late' | 'duplicate' | 'skipped' }> {
  return reply.status !== 'late' && reply.status !== 'duplicate' && reply.status !== 'skipped';
}

import type { EchoReply } from './echoReply.ts';

const BESIDE = ['late', 'duplicate', 'skipped', 'removed'] as const;

/**
 * Tells whether this is the outcome of a probe. False for `late`, `duplicate` and `skipped`, which come beside it, and for
 * `removed`.
 *
 * @example
 * {@includeCode ../../examples/outcomes.ts}
 *
 * @returns a type guard, for `filter` too.
 */
export function isOutcome<R extends EchoReply<unknown>>(
  reply: R,
): reply is Exclude<R, { readonly status: (typeof BESIDE)[number] }> {
  return !BESIDE.includes(reply.status as (typeof BESIDE)[number]);
}

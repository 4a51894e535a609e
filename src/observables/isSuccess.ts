import type { EchoReply } from './echoReply.ts';

/** Tells whether an echo reply came in time. */
export function isSuccess<R extends EchoReply<unknown>>(reply: R): reply is Extract<R, { readonly status: 'success' }> {
  return reply.status === 'success';
}

import type { EchoReply } from '../../observables/echoReply.ts';
import { isFailure } from '../../observables/isFailure.ts';

/** What a reply says about its target. */
export type Vote = 'up' | 'down' | 'abstain';

/** A probe that was not sent says something about this machine, and what is no outcome says nothing new. */
export function voteOf(reply: EchoReply<unknown>): Vote {
  if (reply.status === 'success') return 'up';
  if (reply.status === 'not-sent' || reply.status === 'not-resolved') return 'abstain';
  return isFailure(reply) ? 'down' : 'abstain';
}

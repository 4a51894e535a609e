import type { EchoReply } from '../../observables/echoReply.ts';
import { isFailure } from '../../observables/isFailure.ts';

/** What a reply says about its target. */
export type Vote = 'up' | 'down' | 'abstain';

/**
 * A target without an address is down, even a misspelt one: somebody has to be told. But beside a look-up that failed
 * the last good address may be probed: then that probe votes. A probe that was not sent says something about this
 * machine, and a value that is no outcome says nothing new.
 */
export function voteOf(reply: EchoReply<unknown>): Vote {
  if (reply.status === 'success') return 'up';
  if (reply.status === 'not-sent') return 'abstain';
  if (reply.status === 'not-resolved') return reply.destination === null ? 'down' : 'abstain';
  return isFailure(reply) ? 'down' : 'abstain';
}

import { type EchoReply, isOutcome } from '../../index.ts';
import type { Manner } from '../arguments/manner.ts';

/** Whether the bell is to ring for a reply. */
export function rings({ bell }: Manner, reply: EchoReply): boolean {
  return bell !== undefined && isOutcome(reply) && (bell === 'answer') === (reply.status === 'success');
}

import { type EchoReply, isOutcome } from '../../../index.ts';
import type { SweepManner } from '../../arguments/sweepFlags.ts';
import { formatOutcome } from '../../text/formatOutcome.ts';
import { nameOf } from '../../text/formatReply.ts';
import { formatRtt } from '../../text/formatRtt.ts';

/**
 * A line about a target of a sweep; null when there is none.
 *
 * @param why what is wrong with the text of a malformed target.
 */
export function sweepLine(manner: SweepManner, reply: EchoReply, inRounds: boolean, why: string | null): string | null {
  const { quiet = false, alive = false, unreachable = false, elapsed = false, numeric = false } = manner;
  const answers = reply.status === 'success';
  if (quiet || !(isOutcome(reply) || (!alive && !unreachable))) return null;
  if (alive !== unreachable) {
    if (answers !== alive) return null;
    const host = numeric ? (reply.destination ?? reply.target) : reply.target;
    return elapsed && answers ? `${host} (${formatRtt(reply)})` : host;
  }
  const round = inRounds ? `[${reply.round}] ` : '';
  return `${round}${nameOf(reply, numeric)}: ${why ?? (isOutcome(reply) ? formatOutcome(reply) : reply.status)}`;
}

import { type EchoReply, isOutcome } from '../../../index.ts';
import type { SweepManner } from '../../arguments/sweepFlags.ts';

/** Lines as fping prints them, for scripts that read these. */
export interface FpingLines {
  /** The line about a reply of a single pass; null when there is none. In rounds the summary says everything. */
  lineOf(manner: SweepManner, reply: EchoReply): string | null;
  /** In rounds the times of each target, as with `-C`; else null. */
  summary(): string | null;
}

/** @param list the targets of rounds; null in a single pass. */
export function fpingLines(list: readonly string[] | null): FpingLines {
  if (list === null) return { lineOf: aliveOrNot, summary: () => null };
  const times = new Map(list.map((target): [string, string[]] => [target, []]));
  return {
    lineOf: (_manner, reply) => {
      if (isOutcome(reply))
        times.get(reply.target)![reply.round] = reply.status === 'success' ? digits(reply.rtt) : '-';
      return null;
    },
    summary: () => {
      const widest = Math.max(...list.map(({ length }) => length));
      // A round that was left out is a hole in the array.
      const lines = [...times].map(([target, all]) => [
        target.padEnd(widest),
        ':',
        ...Array.from(all, (t) => t ?? '-'),
      ]);
      return lines.map((words) => words.join(' ')).join('\n');
    },
  };
}

function aliveOrNot(
  { alive = false, unreachable = false, elapsed = false }: SweepManner,
  reply: EchoReply,
): string | null {
  if (!isOutcome(reply)) return null;
  const answers = reply.status === 'success';
  if (alive !== unreachable && answers !== alive) return null;
  const time = elapsed && reply.status === 'success' ? ` (${digits(reply.rtt)} ms)` : '';
  if (alive !== unreachable) return `${reply.target}${time}`;
  return `${reply.target} is ${answers ? 'alive' : 'unreachable'}${time}`;
}

/** Three digits, as fping writes times. */
function digits(time: number): string {
  if (time < 1) return time.toFixed(3);
  return time < 10 ? time.toFixed(2) : time < 100 ? time.toFixed(1) : time.toFixed(0);
}

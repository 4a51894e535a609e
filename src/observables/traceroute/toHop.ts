import type { EchoOutcome } from '../echoReply.ts';
import type { Hop } from '../hop.ts';

/** Builds an emitted hop of settled probes. */
export function toHop(
  { target, flow }: Pick<Hop, 'target' | 'flow'>,
  round: number,
  ttl: number,
  replies: readonly EchoOutcome[],
  final: boolean,
): Hop {
  const responders = new Set<string>();
  for (const { responder } of replies) if (responder !== null) responders.add(responder);
  return { target, round, ttl, responders: [...responders], final, flow, replies };
}

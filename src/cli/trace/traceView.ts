import type { EchoOutcome, Hop, HopStatistics, MplsLabel } from '../../index.ts';
import { isFromHop, mark } from '../text/formatHop.ts';

/** Probes in the sparkline of a hop. */
const RECENT = 60;

/** What is shown of a hop beside its statistics. */
interface Recent {
  /** Of the latest probe; null without an answer, as for a refusal: it counts as lost. */
  last: number | null;
  /** What traceroute puts behind the latest answer, or why nothing could be sent. */
  mark: string;
  /** What each responder's latest answer told. */
  readonly labels: Map<string, readonly MplsLabel[] | null>;
  readonly times: (number | null)[];
}

/** The table of a trace of many rounds. */
export class TraceView {
  table: readonly HopStatistics[] = [];
  destination: string | null = null;
  rounds = 0;
  readonly #recent = new Map<number, Recent>();

  add(hop: Hop): void {
    let recent = this.#recent.get(hop.ttl);
    if (recent === undefined) this.#recent.set(hop.ttl, (recent = newRecent()));
    for (const reply of hop.replies) addTo(recent, reply);
    this.destination ??= hop.replies[0]?.destination ?? null;
    this.rounds = Math.max(this.rounds, hop.round + 1);
  }

  recentOf(ttl: number): Readonly<Recent> {
    return this.#recent.get(ttl) ?? newRecent();
  }
}

function newRecent(): Recent {
  return { last: null, mark: '', labels: new Map(), times: [] };
}

function addTo(recent: Recent, reply: EchoOutcome): void {
  const time = isFromHop(reply) ? reply.rtt : null;
  recent.last = time;
  if (reply.rtt !== null) recent.mark = mark(reply);
  else if (reply.status === 'not-sent') recent.mark = `not sent (${reply.errorCode})`;
  if (reply.responder !== null) recent.labels.set(reply.responder, reply.mplsLabels);
  recent.times.push(time);
  if (recent.times.length > RECENT) recent.times.shift();
}

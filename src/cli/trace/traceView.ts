import type { EchoOutcome, Hop, HopStatistics } from '../../index.ts';
import { mark } from '../text/formatHop.ts';

/** Probes in the sparkline of a hop. */
const RECENT = 60;

/** What is shown of a hop beside its statistics. */
interface Recent {
  /** Of the latest probe; null without an answer. */
  last: number | null;
  /** What traceroute puts behind the latest answer. */
  mark: string;
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
    if (recent === undefined) this.#recent.set(hop.ttl, (recent = { last: null, mark: '', times: [] }));
    for (const reply of hop.replies) addTo(recent, reply);
    this.destination ??= hop.replies[0]?.destination ?? null;
    this.rounds = Math.max(this.rounds, hop.round + 1);
  }

  recentOf(ttl: number): Readonly<Recent> {
    return this.#recent.get(ttl) ?? { last: null, mark: '', times: [] };
  }
}

function addTo(recent: Recent, reply: EchoOutcome): void {
  recent.last = reply.rtt;
  if (reply.rtt !== null) recent.mark = mark(reply);
  recent.times.push(reply.rtt);
  if (recent.times.length > RECENT) recent.times.shift();
}

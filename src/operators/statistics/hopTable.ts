import type { EchoOutcome, EchoSuccess } from '../../observables/echoReply.ts';
import type { Hop } from '../../observables/hop.ts';
import type { MplsLabel } from '../../wire/mplsLabel.ts';
import { percentile } from './percentile.ts';
import type { PingStatistics } from '../pingStatistics.ts';
import type { Share } from './isMoreThanChance.ts';
import { rateLimited } from './rateLimited.ts';
import { RunningStatistics } from './runningStatistics.ts';

/** What became of the probes that had one TTL. A TTL that was used up counts as received: the hop has answered. */
export interface HopStatistics extends PingStatistics {
  /** TTL, or hop limit of IPv6. */
  readonly ttl: number;
  /** All that answered so far, first come first; none when the hop is silent. */
  readonly responders: readonly string[];
  /** The MPLS labels that the hop's latest answer told, top first; null when it told none. */
  readonly mplsLabels: readonly MplsLabel[] | null;
  /**
   * A later hop leaves fewer probes unanswered, by more than chance explains: the packets got through, and this hop
   * limits its answers, or gives none. Where all hops are alike, at most 5 % of the tables have such a row.
   */
  readonly likelyRateLimited: boolean;
}

const PERCENTILES = [50, 95, 99].map(percentile);

interface Row {
  readonly ttl: number;
  readonly statistics: RunningStatistics;
  readonly responders: Set<string>;
  mplsLabels: readonly MplsLabel[] | null;
  /** Probes so far. */
  probes: number;
}

/** The hops on the way to one target. */
export class HopTable {
  readonly #target: string;
  /** By TTL; has holes where no hop came yet. */
  readonly #rows: (Row | undefined)[] = [];
  /** The TTL of the last hop, by the latest round that knows. */
  #length = 0;

  constructor(target: string) {
    this.#target = target;
  }

  add({ ttl, final, responders, replies }: Hop): void {
    this.#length = final ? ttl : Math.max(this.#length, ttl);
    const row = (this.#rows[ttl] ??= this.#newRow(ttl));
    for (const responder of responders) row.responders.add(responder);
    // Probes of one row are numbered without gaps, although probes for other hops were sent between them.
    for (const reply of replies) {
      row.statistics.add({ ...answered(reply), sequence: row.probes++ });
      if (reply.responder !== null) row.mplsLabels = reply.mplsLabels;
    }
  }

  #newRow(ttl: number): Row {
    const statistics = new RunningStatistics(this.#target, PERCENTILES);
    return { ttl, statistics, responders: new Set(), mplsLabels: null, probes: 0 };
  }

  /** Without hops that lie beyond the end: the way was longer in an earlier round. */
  snapshot(): HopStatistics[] {
    const rows = this.#rows.slice(0, this.#length + 1).filter((row) => row !== undefined);
    const counts = rows.map(({ statistics }) => statistics.snapshot() as PingStatistics);
    const limited = rateLimited(counts.map(unanswered));
    return rows.map(({ ttl, responders, mplsLabels }, i) => ({
      ...counts[i]!,
      ttl,
      responders: [...responders],
      mplsLabels,
      likelyRateLimited: limited[i]!,
    }));
  }
}

/** Turns the answer of a router at which the TTL has expired into a success: the hop has answered. */
function answered(reply: EchoOutcome): EchoOutcome {
  if (reply.status !== 'ttl-expired-in-transit' && reply.status !== 'time-exceeded') return reply;
  return { ...reply, status: 'success', size: 0 } as EchoSuccess;
}

/** The probes of a row that nobody answered. A refusal is an answer too. */
function unanswered({ lost, rejected, sent }: PingStatistics): Share {
  return { count: lost - rejected, of: sent };
}

import type { EchoReply } from '../../observables/echoReply.ts';
import { voteOf } from '../../operators/reachability/voteOf.ts';
import type { SeriesMetrics } from '../metrics.ts';
import type { Labels } from '../metricsOptions.ts';
import { RttCounts } from './rttCounts.ts';

/** What was counted under one set of labels. */
export class Series {
  readonly labels: Labels;
  /** As `labelText` writes them. */
  readonly text: string;
  /** Round-trip times of echo replies in time. */
  readonly rtts = new RttCounts();
  late = 0;
  duplicates = 0;
  skipped = 0;
  /** How many pairs of target and tag are counted here. */
  members = 0;
  /** Several targets are counted here, so nothing can be said of a single one. */
  mixed = false;
  /** Counts of all outcomes but successes, by status. */
  readonly failures = new Map<string, number>([['timed-out', 0]]);
  /** Counts by kind and state, with a space between. */
  readonly transitions = new Map<string, number>();
  /** Whether the target is up by `reachability`; null while no transition says so. */
  judgement: boolean | null = null;
  #vote: boolean | null = null;
  #replyTtl: number | null = null;

  constructor(labels: Labels, text: string) {
    this.labels = labels;
    this.text = text;
  }

  /** Whether the target is up, as far as that is known. */
  get up(): boolean | null {
    return this.mixed ? null : (this.judgement ?? this.#vote);
  }

  /** The TTL of the latest echo reply in time. */
  get replyTtl(): number | null {
    return this.mixed ? null : this.#replyTtl;
  }

  add(reply: EchoReply<unknown>): void {
    switch (reply.status) {
      case 'success':
        this.rtts.add(reply.rtt);
        this.#replyTtl = reply.replyTtl;
        this.#vote = true;
        return;
      case 'late':
        this.late++;
        return;
      case 'duplicate':
        this.duplicates++;
        return;
      case 'skipped':
        this.skipped += reply.missed;
        return;
      case 'removed':
        return;
      default:
        this.failures.set(reply.status, (this.failures.get(reply.status) ?? 0) + 1);
        if (voteOf(reply) === 'down') this.#vote = false;
    }
  }

  turn(kind: string, to: string): void {
    const key = `${kind} ${to}`;
    this.transitions.set(key, (this.transitions.get(key) ?? 0) + 1);
  }

  snapshot(): SeriesMetrics {
    const { labels, up, late, duplicates, skipped, replyTtl, rtts } = this;
    return {
      labels,
      up,
      probes: { success: rtts.count, ...Object.fromEntries(this.failures) },
      late,
      duplicates,
      skipped,
      replyTtl,
      transitions: [...this.transitions].map(([key, count]) => {
        const [kind, to] = key.split(' ') as [string, string];
        return { kind, to, count };
      }),
      rtt: rtts.snapshot(),
    };
  }
}

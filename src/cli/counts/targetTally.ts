import { Subject } from 'rxjs';
import { type EchoReply, type PingStatistics, statistics } from '../../index.ts';

/** The statistics of one target as they are printed: `key` is also its name as it was given. */
export interface TargetStatistics extends Omit<PingStatistics, 'from' | 'to'> {
  readonly target: string;
  /** Epoch milliseconds; null before the first reply. */
  readonly from: number | null;
  readonly to: number | null;
}

/** Counts the replies of one target, with the statistics that the library has for everybody. */
export class TargetTally {
  readonly target: string;
  /** Why the latest look-up of the name failed; null once there is an address. */
  lookupError: string | null = null;
  readonly #asked = new Subject<void>();
  #replies = new Subject<EchoReply>();
  #latest: PingStatistics | null = null;

  constructor(target: string) {
    this.target = target;
    this.#begin();
  }

  /** Forgets what was counted. */
  reset(): void {
    this.#replies.complete();
    // Completing has set `#latest` to the counts so far.
    this.#replies = new Subject();
    this.#latest = null;
    this.#begin();
  }

  #begin(): void {
    this.#replies
      .pipe(statistics({ by: () => this.target, every: this.#asked, idle: Infinity }))
      .subscribe((latest) => (this.#latest = latest));
  }

  add(reply: EchoReply): void {
    if (reply.destination !== null) this.lookupError = null;
    else if (reply.status === 'not-resolved') this.lookupError = reply.errorCode;
    this.#replies.next(reply);
  }

  /** Makes the statistics only on this call, so a reply costs little, however large the histogram is. */
  statistics(): TargetStatistics {
    this.#asked.next();
    return { target: this.target, ...(this.#latest ?? nothing(this.target)) };
  }
}

function nothing(key: string): Omit<TargetStatistics, 'target'> {
  return {
    key,
    tag: null,
    from: null,
    to: null,
    sent: 0,
    received: 0,
    lost: 0,
    rejected: 0,
    notSent: 0,
    skipped: 0,
    late: 0,
    duplicates: 0,
    lossRatio: null,
    rtt: null,
    jitter: null,
    percentiles: { p50: null, p95: null, p99: null },
    histogram: { version: 1, sum: 0, count: 0, buckets: [] },
  };
}

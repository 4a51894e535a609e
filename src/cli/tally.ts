import type { EchoReply } from '../index.ts';

/** What came of a series so far. A probe counts once it was answered or given up: `sent` is `received + lost`. */
export interface TallyStatistics {
  readonly target: string;
  readonly sent: number;
  readonly received: number;
  /** Timed out or refused. */
  readonly lost: number;
  /** Beside the above, never inside `received`. */
  readonly late: number;
  readonly duplicates: number;
  /** Of those lost, the ones that a router or the host refused. */
  readonly rejected: number;
  /** Not sent or not resolved: these are not in `sent`. */
  readonly notSent: number;
  readonly skipped: number;
  /** 0 to 1; null while `sent` is 0. */
  readonly lossRatio: number | null;
  /** Milliseconds, of those received. `stddev` is the population's, which others call mdev. */
  readonly rtt: { readonly min: number; readonly avg: number; readonly max: number; readonly stddev: number } | null;
}

/** Counts the replies of one target in constant memory. */
export class Tally {
  readonly target: string;
  /** Why the latest look-up of the name failed; null once there is an address. */
  lookupError: string | null = null;
  #received = 0;
  #lost = 0;
  #late = 0;
  #duplicates = 0;
  #rejected = 0;
  #notSent = 0;
  #skipped = 0;
  #min = Infinity;
  #max = 0;
  #mean = 0;
  /** Sum of the squared differences from the mean, after Welford: no digits are lost in long runs. */
  #squares = 0;

  constructor(target: string) {
    this.target = target;
  }

  add(reply: EchoReply): void {
    if (reply.destination !== null) this.lookupError = null;
    switch (reply.status) {
      case 'success':
        return this.#addRtt(reply.rtt);
      case 'timed-out':
        this.#lost++;
        return;
      case 'late':
        this.#late++;
        return;
      case 'duplicate':
        this.#duplicates++;
        return;
      case 'skipped':
        this.#skipped += reply.missed;
        return;
      case 'not-resolved':
        this.lookupError = reply.errorCode;
        this.#notSent++;
        return;
      case 'not-sent':
        this.#notSent++;
        return;
      default:
        this.#lost++;
        this.#rejected++;
    }
  }

  statistics(): TallyStatistics {
    const received = this.#received;
    const sent = received + this.#lost;
    const stddev = Math.sqrt(this.#squares / received);
    return {
      target: this.target,
      sent,
      received,
      lost: this.#lost,
      late: this.#late,
      duplicates: this.#duplicates,
      rejected: this.#rejected,
      notSent: this.#notSent,
      skipped: this.#skipped,
      lossRatio: sent === 0 ? null : this.#lost / sent,
      rtt: received === 0 ? null : { min: this.#min, avg: this.#mean, max: this.#max, stddev },
    };
  }

  #addRtt(rtt: number): void {
    this.#received++;
    this.#min = Math.min(this.#min, rtt);
    this.#max = Math.max(this.#max, rtt);
    const difference = rtt - this.#mean;
    this.#mean += difference / this.#received;
    this.#squares += difference * (rtt - this.#mean);
  }
}

import { Jitter } from './jitter.ts';
import { RunningMoments } from './runningMoments.ts';
import type { PingStatistics } from '../pingStatistics.ts';
import type { Sample } from './sample.ts';

/** The part of statistics that samples cannot be taken out of again: when they were, and how long they took. */
export class Timings {
  readonly rtt = new RunningMoments();
  readonly jitter = new Jitter();
  from: number | null = null;
  to: number | null = null;
  sum = 0;

  add({ sentAt, rtt, changes }: Sample): void {
    this.#span(sentAt, sentAt);
    this.jitter.add(changes);
    if (rtt === null) return;
    this.sum += rtt;
    this.rtt.add(rtt);
  }

  /** A merged whole has no jitter: its parts do not tell how times change from one probe to the next. */
  merge({ from, to, received, rtt, histogram }: PingStatistics<number, unknown>): void {
    this.#span(from, to);
    this.sum += histogram.sum;
    if (rtt !== null) this.rtt.merge(received, rtt.min, rtt.avg, rtt.max, rtt.stddev);
  }

  #span(from: number | null, to: number | null): void {
    if (from === null || to === null) return;
    this.from = Math.min(this.from ?? from, from);
    this.to = Math.max(this.to ?? to, to);
  }
}

import { Histogram } from './histogram.ts';
import type { PingStatistics } from '../pingStatistics.ts';
import type { Percentile } from './percentile.ts';
import type { Sample } from './sample.ts';
import type { Timings } from './timings.ts';

/** The part of statistics that is counted, so that samples can be taken out of it again. */
export class OutcomeCounts {
  readonly #key: string;
  readonly #percentiles: readonly Percentile[];
  readonly #histogram = new Histogram();
  #timedOut = 0;
  #rejected = 0;
  #notSent = 0;
  #skipped = 0;
  #late = 0;
  #duplicates = 0;

  constructor(key: string, percentiles: readonly Percentile[]) {
    this.#key = key;
    this.#percentiles = percentiles;
  }

  /** @param times how often; -1 takes it out again. */
  add({ status, destination, rtt, missed }: Sample, times: 1 | -1): void {
    switch (status) {
      case 'success':
        return this.#histogram.add(rtt!, times);
      case 'timed-out':
        this.#timedOut += times;
        return;
      case 'not-sent':
        this.#notSent += times;
        return;
      case 'not-resolved':
        // With an address, a probe of the same beat is counted instead.
        if (destination === null) this.#notSent += times;
        return;
      case 'skipped':
        this.#skipped += missed * times;
        return;
      case 'late':
        this.#late += times;
        return;
      case 'duplicate':
        this.#duplicates += times;
        return;
      default:
        this.#rejected += times;
    }
  }

  /** @throws `IcmpArgumentError` for a histogram of another version. */
  merge(part: PingStatistics<number, unknown>): void {
    this.#histogram.merge(part.histogram);
    this.#timedOut += part.lost - part.rejected;
    this.#rejected += part.rejected;
    this.#notSent += part.notSent;
    this.#skipped += part.skipped;
    this.#late += part.late;
    this.#duplicates += part.duplicates;
  }

  /**
   * @param tag that all of them have.
   * @param timings of the same samples.
   * @param jitter of the same samples, where it is known.
   * @param median of their round-trip times, where it is known exactly.
   */
  snapshot(
    tag: unknown,
    timings: Timings,
    jitter: PingStatistics['jitter'],
    median: number | null = null,
  ): PingStatistics<number, unknown> {
    const received = this.#histogram.count;
    const lost = this.#timedOut + this.#rejected;
    const sent = received + lost;
    const { min, mean, max, stddev } = timings;
    const percentiles: Record<`p${number}`, number | null> = {};
    for (const { name, percent } of this.#percentiles)
      percentiles[name] = received === 0 ? null : this.#at(rank(percent, received), timings);
    return {
      key: this.#key,
      tag,
      from: timings.from,
      to: timings.to,
      sent,
      received,
      lost,
      rejected: this.#rejected,
      notSent: this.#notSent,
      skipped: this.#skipped,
      late: this.#late,
      duplicates: this.#duplicates,
      lossRatio: sent === 0 ? null : lost / sent,
      rtt: received === 0 ? null : { min, avg: mean, max, stddev, median: median ?? this.#middle(timings) },
      jitter,
      percentiles,
      histogram: this.#histogram.snapshot(timings.sum),
    };
  }

  /** The time at a place in ascending order, counted from 0. */
  #at(place: number, { min, max }: Timings): number {
    // The middle of a bucket may be beyond the extremes, which are exact.
    return Math.min(max, Math.max(min, this.#histogram.at(place)));
  }

  #middle(timings: Timings): number {
    const { count } = this.#histogram;
    return (this.#at(Math.floor((count - 1) / 2), timings) + this.#at(Math.floor(count / 2), timings)) / 2;
  }
}

/** The place of a percentile, counted from 0. */
function rank(percentile: number, count: number): number {
  // In floating point 64.4 % of 250 is 161.00000000000003.
  return Math.max(0, Math.ceil(((percentile * count) / 100) * (1 - 1e-12)) - 1);
}

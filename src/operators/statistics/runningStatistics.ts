import type { EchoReply } from '../../observables/echoReply.ts';
import { Counts } from './outcomeCounts.ts';
import { Course } from './timings.ts';
import type { PingStatistics } from '../pingStatistics.ts';
import { Sampler } from './sampler.ts';

/** Statistics of all replies of one key, in constant memory. */
export class Tally {
  readonly #sampler = new Sampler();
  readonly #counts: Counts;
  readonly #course = new Course();

  constructor(key: string, percentiles: readonly number[]) {
    this.#counts = new Counts(key, percentiles);
  }

  add(reply: EchoReply<unknown>): void {
    const sample = this.#sampler.sample(reply);
    this.#counts.add(sample, 1);
    this.#course.add(sample);
  }

  /** @throws `IcmpArgumentError` for a histogram of another version. */
  merge(part: PingStatistics<number>): void {
    this.#counts.merge(part);
    this.#course.merge(part);
  }

  snapshot(): PingStatistics<number> {
    return this.#counts.snapshot(this.#course);
  }
}

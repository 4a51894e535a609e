import type { EchoReply } from '../../observables/echoReply.ts';
import { CommonTag } from './commonTag.ts';
import { OutcomeCounts } from './outcomeCounts.ts';
import { Timings } from './timings.ts';
import type { PingStatistics } from '../pingStatistics.ts';
import { SampleMaker } from './sampleMaker.ts';

/** Statistics of all replies of one key, in constant memory. */
export class RunningStatistics {
  readonly #samples = new SampleMaker();
  readonly #tag = new CommonTag();
  readonly #counts: OutcomeCounts;
  readonly #timings = new Timings();

  constructor(key: string, percentiles: readonly number[]) {
    this.#counts = new OutcomeCounts(key, percentiles);
  }

  add(reply: EchoReply<unknown>): void {
    const sample = this.#samples.of(reply);
    this.#tag.add(reply.tag);
    this.#counts.add(sample, 1);
    this.#timings.add(sample);
  }

  /** @returns whether no other series of the key is known. */
  end(removed: EchoReply<unknown>): boolean {
    return this.#samples.end(removed);
  }

  /** @throws `IcmpArgumentError` for a histogram of another version. */
  merge(part: PingStatistics<number, unknown>): void {
    this.#tag.add(part.tag);
    this.#counts.merge(part);
    this.#timings.merge(part);
  }

  snapshot(): PingStatistics<number, unknown> {
    return this.#counts.snapshot(this.#tag.value, this.#timings);
  }
}

import type { EchoReply } from '../../observables/echoReply.ts';
import { Origin } from './origin.ts';
import { OutcomeCounts } from './outcomeCounts.ts';
import type { Percentile } from './percentile.ts';
import type { PingStatistics } from '../pingStatistics.ts';
import { Timings } from './timings.ts';

/** Statistics of all replies of one key, in constant memory. */
export class RunningStatistics {
  /** Since they were last taken. */
  hasChanged = false;
  readonly #origin = new Origin();
  readonly #counts: OutcomeCounts;
  readonly #timings = new Timings();

  constructor(key: string, percentiles: readonly Percentile[]) {
    this.#counts = new OutcomeCounts(key, percentiles);
  }

  add(reply: EchoReply<unknown>): void {
    this.#counts.add(reply, 1);
    this.#timings.add(reply);
    for (const { ipdv } of this.#origin.add(reply)) this.#timings.addChange(ipdv);
  }

  /** @returns whether no other series of the key is known. */
  end(removed: EchoReply<unknown>): boolean {
    return this.#origin.end(removed);
  }

  /** @throws `IcmpArgumentError` for a histogram of another version. */
  merge(part: PingStatistics<number, unknown>): void {
    this.#origin.addTag(part.tag);
    this.#counts.merge(part);
    this.#timings.merge(part);
  }

  snapshot(): PingStatistics<number, unknown> {
    const { tag, knowsPairs } = this.#origin;
    return this.#counts.snapshot(tag, this.#timings, knowsPairs ? this.#timings.jitter : null);
  }
}

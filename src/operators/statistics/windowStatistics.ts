import type { EchoReply } from '../../observables/echoReply.ts';
import { isOutcome } from '../../observables/isOutcome.ts';
import { CommonTag } from './commonTag.ts';
import { OutcomeCounts } from './outcomeCounts.ts';
import { Timings } from './timings.ts';
import { median } from './median.ts';
import type { PingStatistics } from '../pingStatistics.ts';
import type { Sample } from './sample.ts';
import { SampleMaker } from './sampleMaker.ts';

/** Up to so many round-trip times the median is exact: they are sorted. */
const MOST_SORTED = 1024;

interface Entry {
  readonly sample: Sample;
  readonly isOutcome: boolean;
  /** When it came. */
  readonly at: number;
}

/** Statistics of the latest replies of one key. What cannot be taken out again is computed anew for each snapshot. */
export class WindowStatistics {
  readonly #mostOutcomes: number;
  readonly #time: number;
  readonly #samples = new SampleMaker();
  readonly #tag = new CommonTag();
  readonly #counts: OutcomeCounts;
  readonly #entries: Entry[] = [];
  /** Where the window begins in the entries. */
  #start = 0;
  #outcomes = 0;

  constructor(
    window: { readonly count: number } | { readonly time: number },
    key: string,
    percentiles: readonly number[],
  ) {
    this.#mostOutcomes = 'count' in window ? window.count : Infinity;
    this.#time = 'time' in window ? window.time : Infinity;
    this.#counts = new OutcomeCounts(key, percentiles);
  }

  /** @param at when it came. */
  add(reply: EchoReply<unknown>, at: number): void {
    const entry = { sample: this.#samples.of(reply), isOutcome: isOutcome(reply), at };
    this.#tag.add(reply.tag);
    this.#entries.push(entry);
    this.#count(entry, 1);
    this.#forget(at - this.#time);
  }

  /** @returns whether no other series of the key is known. */
  end(removed: EchoReply<unknown>): boolean {
    return this.#samples.end(removed);
  }

  snapshot(): PingStatistics<number, unknown> {
    const timings = new Timings();
    const rtts: number[] = [];
    for (let i = this.#start; i < this.#entries.length; i++) {
      const { sample } = this.#entries[i]!;
      timings.add(sample);
      if (sample.rtt !== null) rtts.push(sample.rtt);
    }
    return this.#counts.snapshot(this.#tag.value, timings, rtts.length > MOST_SORTED ? null : median(rtts));
  }

  #count({ sample, isOutcome }: Entry, times: 1 | -1): void {
    this.#counts.add(sample, times);
    if (isOutcome) this.#outcomes += times;
  }

  #forget(until: number): void {
    // The latest entry always stays, however short the window is.
    const last = this.#entries.length - 1;
    while (this.#start < last && this.#isPast(this.#entries[this.#start]!, until)) {
      this.#count(this.#entries[this.#start++]!, -1);
    }
    // Not at every reply, so that each entry is moved about once.
    if (this.#start * 2 < this.#entries.length) return;
    this.#entries.splice(0, this.#start);
    this.#start = 0;
  }

  #isPast({ isOutcome, at }: Entry, until: number): boolean {
    const spare = this.#outcomes - this.#mostOutcomes;
    // A late or duplicate reply is forgotten with the outcome that it came after.
    return at <= until || (isOutcome ? spare > 0 : spare >= 0);
  }
}

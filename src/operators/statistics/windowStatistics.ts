import type { EchoReply } from '../../observables/echoReply.ts';
import { isOutcome } from '../../observables/isOutcome.ts';
import { Origin } from './origin.ts';
import { OutcomeCounts } from './outcomeCounts.ts';
import { median } from './median.ts';
import type { Percentile } from './percentile.ts';
import type { PingStatistics } from '../pingStatistics.ts';
import type { Sample } from './sample.ts';
import { Timings } from './timings.ts';

/** Up to so many round-trip times the median is exact: they are sorted. */
const MOST_SORTED = 1024;

interface Entry extends Sample {
  /** How much the round-trip time changed in each pair of probes that it completed. */
  readonly changes: readonly (number | null)[];
  readonly isOutcome: boolean;
  /** When it came. */
  readonly at: number;
}

/** Statistics of the latest replies of one key. What cannot be taken out again is computed anew for each snapshot. */
export class WindowStatistics {
  /** Since they were last taken. */
  hasChanged = false;
  readonly #mostOutcomes: number;
  readonly #time: number;
  readonly #origin = new Origin();
  readonly #counts: OutcomeCounts;
  readonly #entries: Entry[] = [];
  /** Where the window begins in the entries. */
  #start = 0;
  #outcomes = 0;

  constructor(
    window: { readonly count: number } | { readonly time: number },
    key: string,
    percentiles: readonly Percentile[],
  ) {
    this.#mostOutcomes = 'count' in window ? window.count : Infinity;
    this.#time = 'time' in window ? window.time : Infinity;
    this.#counts = new OutcomeCounts(key, percentiles);
  }

  /** @param at when it came. */
  add(reply: EchoReply<unknown>, at: number): void {
    const { status, destination, sentAt, rtt, missed } = reply;
    const changes = this.#origin.add(reply).map(({ ipdv }) => ipdv);
    const entry = { status, destination, sentAt, rtt, missed, changes, isOutcome: isOutcome(reply), at };
    this.#entries.push(entry);
    this.#count(entry, 1);
    this.#forget(at - this.#time);
  }

  /** @returns whether no other series of the key is known. */
  end(removed: EchoReply<unknown>): boolean {
    return this.#origin.end(removed);
  }

  snapshot(): PingStatistics<number, unknown> {
    const { tag, knowsPairs } = this.#origin;
    const timings = new Timings();
    const rtts: number[] = [];
    for (let i = this.#start; i < this.#entries.length; i++) {
      const entry = this.#entries[i]!;
      timings.add(entry);
      for (const change of entry.changes) timings.addChange(change);
      if (entry.status === 'success') rtts.push(entry.rtt!);
    }
    const exact = rtts.length > MOST_SORTED ? null : median(rtts);
    return this.#counts.snapshot(tag, timings, knowsPairs ? timings.jitter : null, exact);
  }

  #count(entry: Entry, times: 1 | -1): void {
    this.#counts.add(entry, times);
    if (entry.isOutcome) this.#outcomes += times;
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

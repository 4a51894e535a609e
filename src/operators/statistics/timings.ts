import type { PingStatistics } from '../pingStatistics.ts';
import type { Sample } from './sample.ts';

// Places in an array. In a field, V8 keeps a number with a fraction as an object of its own, which takes three times as
// much memory.
const FROM = 0;
const TO = 1;
const COUNT = 2;
const SUM = 3;
const MIN = 4;
const MAX = 5;
const MEAN = 6;
/** Sum of the squared differences from the mean. */
const SQUARES = 7;
/** In how many pairs of probes the round-trip time is known to have changed, if only by 0. */
const CHANGES = 8;
const CHANGED = 9;
const SMOOTHED = 10;

/**
 * The part of statistics that samples cannot be taken out of again: when they were, how long they took, and how much that
 * changed from one to the next.
 */
export class Timings {
  readonly #numbers = [Infinity, -Infinity, 0, 0, Infinity, -Infinity, 0, 0, 0, 0, 0];

  /** Null while there is none. */
  get from(): number | null {
    return finite(this.#numbers[FROM]!);
  }

  get to(): number | null {
    return finite(this.#numbers[TO]!);
  }

  get sum(): number {
    return this.#numbers[SUM]!;
  }

  get min(): number {
    return this.#numbers[MIN]!;
  }

  get max(): number {
    return this.#numbers[MAX]!;
  }

  get mean(): number {
    return this.#numbers[MEAN]!;
  }

  /** Of the population, not of a sample: divided by the count. */
  get stddev(): number {
    return Math.sqrt(this.#numbers[SQUARES]! / this.#numbers[COUNT]!);
  }

  get jitter(): PingStatistics['jitter'] {
    const changes = this.#numbers[CHANGES]!;
    return changes === 0
      ? null
      : { rfc3550: this.#numbers[SMOOTHED]!, meanAbsolute: this.#numbers[CHANGED]! / changes };
  }

  add({ status, sentAt, rtt }: Sample): void {
    this.#span(sentAt, sentAt);
    if (status === 'success') this.#addTimes(rtt!, 1, rtt!, rtt!, rtt!, 0);
  }

  /** @param change of the round-trip time in a pair of probes; null when it cannot be told. */
  addChange(change: number | null): void {
    if (change === null) return;
    const numbers = this.#numbers;
    numbers[CHANGES]! += 1;
    numbers[CHANGED]! += Math.abs(change);
    numbers[SMOOTHED]! += (Math.abs(change) - numbers[SMOOTHED]!) / 16;
  }

  /** The parts do not tell how times change from one probe to the next. */
  merge({ from, to, received, rtt, histogram }: PingStatistics<number, unknown>): void {
    if (from !== null && to !== null) this.#span(from, to);
    if (rtt !== null) this.#addTimes(histogram.sum, received, rtt.min, rtt.avg, rtt.max, rtt.stddev);
  }

  #span(from: number, to: number): void {
    const numbers = this.#numbers;
    numbers[FROM] = Math.min(numbers[FROM]!, from);
    numbers[TO] = Math.max(numbers[TO]!, to);
  }

  /** After Welford: no digits are lost in long runs. */
  #addTimes(sum: number, count: number, min: number, mean: number, max: number, stddev: number): void {
    const numbers = this.#numbers;
    const before = numbers[COUNT]!;
    const after = before + count;
    const difference = mean - numbers[MEAN]!;
    numbers[COUNT] = after;
    numbers[SUM]! += sum;
    numbers[MIN] = Math.min(numbers[MIN]!, min);
    numbers[MAX] = Math.max(numbers[MAX]!, max);
    numbers[MEAN]! += (difference * count) / after;
    numbers[SQUARES]! += stddev * stddev * count + (difference * difference * before * count) / after;
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

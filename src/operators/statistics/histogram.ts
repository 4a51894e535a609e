import { IcmpArgumentError } from '../../errors.ts';
import { bucketMiddle, bucketOf } from './buckets.ts';
import type { RttHistogram } from '../rttHistogram.ts';

/** Counts round-trip times. A snapshot is cheap: it shares the buckets, which are copied when the next time comes. */
export class Histogram {
  #count = 0;
  #buckets: (readonly [index: number, count: number])[] = [];
  #shared = false;

  get count(): number {
    return this.#count;
  }

  /** @param times how often; -1 takes it out again. */
  add(rtt: number, times: 1 | -1): void {
    this.#addTo(bucketOf(rtt), times);
  }

  /** @throws `IcmpArgumentError` for a histogram of another version. */
  merge({ version, buckets }: RttHistogram): void {
    if (version !== 1)
      throw new IcmpArgumentError('histogram.version', version, '1', 'make it with this version of the package.');
    for (const [bucket, count] of buckets) this.#addTo(bucket, count);
  }

  /** The time at a place in ascending order, counted from 0. */
  at(place: number): number {
    let passed = 0;
    for (const [bucket, count] of this.#buckets) {
      passed += count;
      if (passed > place) return bucketMiddle(bucket);
    }
    return NaN;
  }

  /** @param sum of the times, which the buckets do not tell. */
  snapshot(sum: number): RttHistogram {
    this.#shared = true;
    return { version: 1, sum, count: this.#count, buckets: this.#buckets };
  }

  #addTo(bucket: number, more: number): void {
    this.#count += more;
    if (this.#shared) {
      this.#buckets = this.#buckets.slice();
      this.#shared = false;
    }
    const buckets = this.#buckets;
    let low = 0;
    let high = buckets.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (buckets[middle]![0] < bucket) low = middle + 1;
      else high = middle;
    }
    const known = buckets[low]?.[0] === bucket ? buckets[low]![1] : 0;
    if (known === 0) buckets.splice(low, 0, [bucket, more]);
    else if (known + more === 0) buckets.splice(low, 1);
    else buckets[low] = [bucket, known + more];
  }
}

import { bucketOf } from '../../operators/statistics/buckets.ts';
import type { RttHistogram } from '../../operators/rttHistogram.ts';

/** How many buckets half a power of two has. */
const WIDTH = 64;

/**
 * Counts round-trip times in the buckets of `RttHistogram`. With ten thousand series, each piece of memory that is
 * touched is a cache miss. So a time touches only one page. The last number of a page is the sum of its times.
 */
export class RttCounts {
  #number = -1;
  #page = new Float64Array(0);
  readonly #pages = new Map<number, Float64Array<ArrayBuffer>>();

  add(rtt: number): void {
    const bucket = bucketOf(rtt);
    const number = Math.floor(bucket / WIDTH);
    if (number !== this.#number) this.#turnTo(number);
    const page = this.#page;
    page[bucket % WIDTH]! += 1;
    page[WIDTH]! += rtt;
  }

  get count(): number {
    let count = 0;
    for (const page of this.#pages.values()) for (let i = 0; i < WIDTH; i++) count += page[i]!;
    return count;
  }

  /** The sum of all times, in milliseconds. */
  get sum(): number {
    let sum = 0;
    for (const page of this.#pages.values()) sum += page[WIDTH]!;
    return sum;
  }

  /** Calls `tell` for each bucket that is not empty, in ascending order. */
  forEach(tell: (bucket: number, count: number) => void): void {
    for (const number of [...this.#pages.keys()].sort((a, b) => a - b)) {
      const page = this.#pages.get(number)!;
      for (let i = 0; i < WIDTH; i++) if (page[i] !== 0) tell(number * WIDTH + i, page[i]!);
    }
  }

  snapshot(): RttHistogram {
    const buckets: [index: number, count: number][] = [];
    this.forEach((bucket, count) => buckets.push([bucket, count]));
    return { version: 1, sum: this.sum, count: this.count, buckets };
  }

  #turnTo(number: number): void {
    let page = this.#pages.get(number);
    if (page === undefined) this.#pages.set(number, (page = new Float64Array(WIDTH + 1)));
    this.#page = page;
    this.#number = number;
  }
}

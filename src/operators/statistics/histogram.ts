import { IcmpArgumentError } from '../../errors.ts';
import { bucketMiddle, bucketOf } from './buckets.ts';
import type { RttHistogram } from '../rttHistogram.ts';

/** The buckets of one power of two. */
const WIDTH = 128;

interface Page {
  /** Its first bucket divided by the width. */
  readonly number: number;
  /** In all its buckets together. */
  count: number;
  readonly counts: Float64Array;
}

/**
 * Counts round-trip times. A snapshot costs the same however many buckets there are: it shares the pages, and the next
 * time copies only the page that it belongs to.
 */
export class Histogram {
  #count = 0;
  /** In ascending order, none of them empty. */
  #pages: Page[] = [];
  /** The pages that no snapshot has. */
  readonly #own = new Set<Page>();
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
    for (const { number, count, counts } of this.#pages) {
      if (passed + count <= place) {
        passed += count;
        continue;
      }
      for (let i = 0; ; i++) {
        passed += counts[i]!;
        if (passed > place) return bucketMiddle(number * WIDTH + i);
      }
    }
    return NaN;
  }

  /** @param sum of the times, which the buckets do not tell. */
  snapshot(sum: number): RttHistogram {
    this.#shared = true;
    this.#own.clear();
    return withBuckets(sum, this.#count, this.#pages);
  }

  #addTo(bucket: number, more: number): void {
    this.#count += more;
    if (this.#shared) {
      this.#pages = this.#pages.slice();
      this.#shared = false;
    }
    const number = Math.floor(bucket / WIDTH);
    const at = this.#placeOf(number);
    const page = this.#ownPage(at, number);
    page.count += more;
    page.counts[bucket % WIDTH]! += more;
    if (page.count > 0) return;
    this.#pages.splice(at, 1);
    this.#own.delete(page);
  }

  /** Where a page is, or would be. */
  #placeOf(number: number): number {
    let low = 0;
    let high = this.#pages.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#pages[middle]!.number < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The page at a place, which may be changed. */
  #ownPage(at: number, number: number): Page {
    const known = this.#pages[at]?.number === number ? this.#pages[at] : null;
    if (known !== null && this.#own.has(known)) return known;
    const page =
      known === null
        ? { number, count: 0, counts: new Float64Array(WIDTH) }
        : { ...known, counts: known.counts.slice() };
    this.#pages.splice(at, known === null ? 0 : 1, page);
    this.#own.add(page);
    return page;
  }
}

/** Lists the buckets only when they are read for the first time. */
function withBuckets(sum: number, count: number, pages: readonly Page[]): RttHistogram {
  let list: RttHistogram['buckets'] | null = null;
  return {
    version: 1,
    sum,
    count,
    get buckets() {
      return (list ??= listed(pages));
    },
  };
}

function listed(pages: readonly Page[]): RttHistogram['buckets'] {
  const buckets: [index: number, count: number][] = [];
  for (const { number, counts } of pages) {
    counts.forEach((count, i) => {
      if (count !== 0) buckets.push([number * WIDTH + i, count]);
    });
  }
  return buckets;
}

import { IcmpArgumentError } from '../../errors.ts';
import { bucketMiddle, bucketOf } from './buckets.ts';
import type { RttHistogram } from '../rttHistogram.ts';
import { SparsePage } from './sparsePage.ts';

/** The buckets of one power of two. */
const WIDTH = 128;
/** So many changes at least may be told apart one after the other. */
const LEAST_CHANGES = 128;

/**
 * What a histogram held when a snapshot was made: its list, or what was changed afterwards. An older one leads to a newer
 * one, so what no snapshot holds any more is gone.
 */
interface Moment {
  list: RttHistogram['buckets'] | null;
  next: Moment | null;
  /** The change that leads to the next one. */
  bucket: number;
  more: number;
}

/**
 * Counts round-trip times. A snapshot costs the same however many buckets there are: they are listed when somebody looks at
 * them, from the present counts and from what was changed since.
 */
export class Histogram {
  #count = 0;
  /** In ascending order, none of them empty. */
  readonly #pages: SparsePage[] = [];
  /** The present one, once a snapshot needs it. */
  #moment: Moment | null = null;
  #changes = 0;
  /** As many as there are buckets: listing these then costs each change the same, and takes no more memory. */
  #mostChanges = LEAST_CHANGES;

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
    for (const page of this.#pages) {
      if (passed + page.count > place) return bucketMiddle(page.number * WIDTH + page.bucketAt(place - passed));
      passed += page.count;
    }
    return NaN;
  }

  /** @param sum of the times, which the buckets do not tell. */
  snapshot(sum: number): RttHistogram {
    const moment = (this.#moment ??= { list: null, next: null, bucket: 0, more: 0 });
    return withBuckets(sum, this.#count, () => (moment.list ??= this.#listOf(moment)));
  }

  #addTo(bucket: number, more: number): void {
    this.#leave(bucket, more);
    this.#count += more;
    const number = Math.floor(bucket / WIDTH);
    const at = this.#placeOf(number);
    let page = this.#pages[at];
    if (page?.number !== number) this.#pages.splice(at, 0, (page = new SparsePage(number)));
    page.add(bucket % WIDTH, more);
    if (page.count === 0) this.#pages.splice(at, 1);
  }

  /** The present moment is one of the past. */
  #leave(bucket: number, more: number): void {
    const moment = this.#moment;
    if (moment === null) return;
    if (++this.#changes < this.#mostChanges) {
      this.#moment = { list: null, next: null, bucket: 0, more: 0 };
      moment.next = this.#moment;
      moment.bucket = bucket;
      moment.more = more;
    } else {
      // A snapshot that is kept and never looked at must not lead to all that ever came.
      moment.list ??= this.#list(new Map());
      this.#moment = null;
      this.#changes = 0;
      this.#mostChanges = Math.max(LEAST_CHANGES, moment.list.length);
    }
  }

  /** From the nearest moment whose buckets are known, what was changed up to there is taken back. */
  #listOf(moment: Moment): RttHistogram['buckets'] {
    const changes = new Map<number, number>();
    let at = moment;
    for (; at.list === null && at.next !== null; at = at.next) {
      changes.set(at.bucket, (changes.get(at.bucket) ?? 0) + at.more);
    }
    const list = at.list === null ? this.#list(changes) : without(at.list, changes);
    // What comes after it is nobody's any more.
    moment.next = null;
    return list;
  }

  #list(changes: ReadonlyMap<number, number>): RttHistogram['buckets'] {
    const list: [index: number, count: number][] = [];
    for (const page of this.#pages) page.listInto(list, page.number * WIDTH);
    return without(list, changes);
  }

  /** Where a page is, or would be. */
  #placeOf(number: number): number {
    let at = 0;
    while (at < this.#pages.length && this.#pages[at]!.number < number) at++;
    return at;
  }
}

/** The buckets as they were before the changes. */
function without(list: RttHistogram['buckets'], changes: ReadonlyMap<number, number>): RttHistogram['buckets'] {
  if (changes.size === 0) return list;
  const counts = new Map(list);
  for (const [bucket, more] of changes) counts.set(bucket, (counts.get(bucket) ?? 0) - more);
  return [...counts].filter(([, count]) => count !== 0).sort(([a], [b]) => a - b);
}

const LIST = Symbol('list');

/**
 * One getter serves all histograms. If each had its own, V8 would keep each as a dictionary, which takes five times as
 * much memory.
 */
const BUCKETS = {
  get(this: { readonly [LIST]: () => RttHistogram['buckets'] }) {
    return this[LIST]();
  },
  enumerable: true,
};

/** Lists the buckets only when they are read for the first time. */
function withBuckets(sum: number, count: number, list: () => RttHistogram['buckets']): RttHistogram {
  const histogram = { version: 1, sum, count };
  Object.defineProperty(histogram, LIST, { value: list });
  return Object.defineProperty(histogram, 'buckets', BUCKETS) as RttHistogram;
}

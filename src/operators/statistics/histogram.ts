import { IcmpArgumentError } from '../../errors.ts';
import { bucketMiddle, bucketOf } from './buckets.ts';
import { lazyHistogram } from './lazyHistogram.ts';
import type { RttHistogram } from '../rttHistogram.ts';

/** In the room for more buckets: no time falls into this one, so its count is always 0. */
const SPARE = 2 ** 30;
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
  /** Buckets and their counts in turn, in ascending order, and room for more. A count may be 0 again: it soon is 1 again. */
  #counts: number[] = [];
  /** The present one, once a snapshot needs it. */
  #moment: Moment | null = null;
  /** How many more changes moments tell, before the buckets are listed. */
  #changesLeft = LEAST_CHANGES;

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
    const counts = this.#counts;
    // From the nearer end.
    if (place * 2 < this.#count) {
      let i = 1;
      for (let passed = counts[1]!; passed <= place; passed += counts[i]!) i += 2;
      return bucketMiddle(counts[i - 1]!);
    }
    let i = counts.length - 1;
    for (let left = this.#count - counts[i]!; left > place; left -= counts[i]!) i -= 2;
    return bucketMiddle(counts[i - 1]!);
  }

  /** @param sum of the times, which the buckets do not tell. */
  snapshot(sum: number): RttHistogram {
    const moment = (this.#moment ??= { list: null, next: null, bucket: 0, more: 0 });
    return lazyHistogram(sum, this.#count, () => (moment.list ??= this.#listOf(moment)));
  }

  #addTo(bucket: number, more: number): void {
    this.#leave(bucket, more);
    this.#count += more;
    const at = placeOf(bucket, this.#counts);
    if (this.#counts[at] === bucket) this.#counts[at + 1]! += more;
    else this.#insert(at, bucket, more);
  }

  #insert(at: number, bucket: number, more: number): void {
    if (this.#counts.at(-2) !== SPARE) this.#counts = this.#counts.concat(room(this.#counts.length >> 3));
    const counts = this.#counts;
    // V8 does this ten times as fast as copyWithin() of an array.
    for (let i = counts.length - 1; i > at + 1; i--) counts[i] = counts[i - 2]!;
    counts[at] = bucket;
    counts[at + 1] = more;
  }

  /** The present moment is one of the past. */
  #leave(bucket: number, more: number): void {
    const moment = this.#moment;
    if (moment === null) return;
    if (--this.#changesLeft > 0) {
      this.#moment = { list: null, next: null, bucket: 0, more: 0 };
      moment.next = this.#moment;
      moment.bucket = bucket;
      moment.more = more;
    } else {
      // A snapshot that is kept and never looked at must not lead to all that ever came.
      moment.list ??= this.#list(new Map());
      this.#moment = null;
      // As many as there are buckets: listing these then costs each change the same, and takes no more memory.
      this.#changesLeft = Math.max(LEAST_CHANGES, moment.list.length);
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
    for (let i = 0; i < this.#counts.length; i += 2) {
      if (this.#counts[i + 1] !== 0) list.push([this.#counts[i]!, this.#counts[i + 1]!]);
    }
    return without(list, changes);
  }
}

/** For a quarter more. An array that grows by itself takes room for sixteen more at once, which most targets never need. */
function room(buckets: number): number[] {
  const spare: number[] = [];
  for (let i = Math.max(buckets, 4); i > 0; i--) spare.push(SPARE, 0);
  return spare;
}

/** Where a bucket is among buckets and counts in turn, or would be. */
function placeOf(bucket: number, counts: readonly number[]): number {
  let low = 0;
  let high = counts.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (counts[middle * 2]! < bucket) low = middle + 1;
    else high = middle;
  }
  return low * 2;
}

/** The buckets as they were before the changes. */
function without(list: RttHistogram['buckets'], changes: ReadonlyMap<number, number>): RttHistogram['buckets'] {
  if (changes.size === 0) return list;
  const counts = new Map(list);
  for (const [bucket, more] of changes) counts.set(bucket, (counts.get(bucket) ?? 0) - more);
  return [...counts].filter(([, count]) => count !== 0).sort(([a], [b]) => a - b);
}

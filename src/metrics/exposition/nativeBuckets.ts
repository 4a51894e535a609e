import { bucketMiddle } from '../../operators/statistics/buckets.ts';
import type { RttCounts } from '../collector/rttCounts.ts';

/** Bucket `i` ends at `2 ** (i / 2 ** SCHEMA)` seconds. 16 to each power of two: a quantile is right within 2.2 %. */
export const SCHEMA = 4;
/** Seconds: up to here a time counts as 0. Only 0 itself is that short. */
export const ZERO_THRESHOLD = 2 ** -128;

/** A histogram as Prometheus' native ones are. */
export interface NativeBuckets {
  readonly zeros: number;
  /** Runs of buckets: how many are empty before each, and how many it has. */
  readonly spans: readonly (readonly [offset: number, length: number])[];
  /** For each bucket in the spans, how many more times it has than the one before. */
  readonly deltas: readonly number[];
}

/** Puts the buckets of a histogram into those of Prometheus, each where its middle is. */
export function nativeBuckets(rtts: RttCounts): NativeBuckets {
  let zeros = 0;
  const counts: [index: number, count: number][] = [];
  rtts.forEach((bucket, count) => {
    if (bucket === 0) {
      zeros = count;
      return;
    }
    const index = Math.ceil(Math.log2(bucketMiddle(bucket) / 1000) * 2 ** SCHEMA);
    const last = counts.at(-1);
    if (last?.[0] === index) last[1] += count;
    else counts.push([index, count]);
  });
  const spans: [number, number][] = [];
  const deltas: number[] = [];
  let next: number | null = null;
  let before = 0;
  for (const [index, count] of counts) {
    if (next === index) spans.at(-1)![1]++;
    else spans.push([index - (next ?? 0), 1]);
    deltas.push(count - before);
    before = count;
    next = index + 1;
  }
  return { zeros, spans, deltas };
}

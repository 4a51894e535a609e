import type { RttHistogram } from '../rttHistogram.ts';

/** Seen neither by JSON nor by whoever lists the keys of an object. A private field would not be seen through a Proxy. */
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
export function lazyHistogram(sum: number, count: number, list: () => RttHistogram['buckets']): RttHistogram {
  const histogram = { version: 1, sum, count };
  Object.defineProperty(histogram, LIST, { value: list });
  return Object.defineProperty(histogram, 'buckets', BUCKETS) as RttHistogram;
}

import type { RttHistogram } from '../rttHistogram.ts';

/**
 * What a histogram held when a snapshot was made: its list, or what was changed afterwards. An older one leads to a newer
 * one, so what no snapshot holds any more is gone.
 */
export interface Moment {
  list: RttHistogram['buckets'] | null;
  next: Moment | null;
  /** The change that leads to the next one. */
  bucket: number;
  more: number;
}

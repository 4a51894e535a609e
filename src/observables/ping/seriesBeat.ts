/** One beat of a series. */
export interface SeriesBeat {
  readonly sequence: number;
  /** Milliseconds that the beat waited for a look-up; null without one. */
  readonly lookupTime: number | null;
}

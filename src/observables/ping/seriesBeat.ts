import type { SeriesProbe } from './seriesProbe.ts';

/** One beat of a series. */
export interface SeriesBeat {
  readonly sequence: number;
  /** When its probes are to leave, in milliseconds of the clock of the series. */
  readonly at: number;
  /** Milliseconds that the beat waited for a look-up; null without one. */
  readonly lookupTime: number | null;
  /** The probes that the driver has taken: one for each address. */
  readonly probes: SeriesProbe[];
}

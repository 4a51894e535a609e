import type { SeriesProbe } from './seriesProbe.ts';

/** One beat of a series. */
export interface SeriesBeat {
  readonly sequence: number;
  /** When its probes are to leave, in milliseconds of the clock of the series. */
  readonly at: number;
  /** Milliseconds of the look-up that it waited for. */
  readonly lookupTime: number | null;
  /** Those that the driver has taken: one for each address. */
  readonly probes: SeriesProbe[];
}

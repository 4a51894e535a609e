import type { PendingEcho } from '../../icmpapi/icmpapi.ts';

/** The probes of one beat of a series: one for each address. */
export interface SeriesBeat {
  readonly sequence: number;
  /** When its probes are to leave, in milliseconds of the clock of the series. */
  readonly at: number;
  /** Milliseconds of the look-up that it waited for. */
  readonly lookup: number | null;
  readonly requests: PendingEcho[];
}

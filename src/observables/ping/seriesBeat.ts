import type { PendingEcho } from '../../icmpapi/icmpapi.ts';

/** The probes of one beat of a series: one for each address. */
export interface Volley {
  readonly sequence: number;
  readonly beat: number;
  /** Milliseconds of the look-up that it waited for. */
  readonly lookup: number | null;
  readonly requests: PendingEcho[];
}

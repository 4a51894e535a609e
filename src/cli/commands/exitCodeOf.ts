import type { TargetStatistics } from '../counts/targetTally.ts';

/** 0 when every target answered, 1 when some did not, 2 when nothing could be sent at all. */
export function exitCodeOf(all: readonly TargetStatistics[]): 0 | 1 | 2 {
  if (all.every(({ received }) => received > 0)) return 0;
  return all.some(({ notSent }) => notSent > 0) && all.every(({ sent }) => sent === 0) ? 2 : 1;
}

import { firstValueFrom, map } from 'rxjs';
import { type Driver, engineHealth } from '../../index.ts';
import type { TargetStatistics } from './targetTally.ts';

/**
 * A line about probes that were sent, but whose outcomes were not waited for: the statistics do not count them.
 *
 * @returns null when there are none.
 */
export function inFlight(ended: readonly TargetStatistics[], driver: Driver | undefined): Promise<string | null> {
  const counted = ended.reduce((sum, { sent }) => sum + sent, 0);
  return firstValueFrom(
    engineHealth(1000, driver).pipe(
      map(({ sent }) => {
        // Several hosts may have answered one probe.
        const left = Math.max(0, sent - counted);
        if (left === 0) return null;
        return left === 1 ? '(1 probe in flight is not counted)' : `(${left} probes in flight are not counted)`;
      }),
    ),
  );
}

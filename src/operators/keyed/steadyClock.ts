import { steadyNow, wallNow } from '#platform';
import { asyncScheduler } from 'rxjs';

/**
 * @returns a clock in milliseconds that goes on evenly when somebody sets the wall clock. In virtual time it goes with
 * that time.
 */
export function steadyClock(): () => number {
  let elapsed = 0;
  let wasVirtual = false;
  let seen = NaN;
  const read = (): number => {
    const isVirtual = isTimeVirtual();
    const now = isVirtual ? asyncScheduler.now() : steadyNow();
    // The two times have different origins, so their difference says nothing.
    if (isVirtual === wasVirtual && now > seen) elapsed += now - seen;
    wasVirtual = isVirtual;
    seen = now;
    return elapsed;
  };
  read();
  return read;
}

/** RxJS has the wall clock, or that of a TestScheduler, and does not tell which. */
function isTimeVirtual(): boolean {
  const before = wallNow();
  const told = asyncScheduler.now();
  return told !== before && (told < before || told > wallNow());
}

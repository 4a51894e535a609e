import { epochNow } from '#platform';
import type { SchedulerLike } from 'rxjs';

/**
 * Epoch milliseconds for `sentAt` of what was not sent: with a fraction, as the driver stamps what was.
 *
 * @param scheduler tells the time when it has one of its own, such as virtual time.
 */
export function wallTime(scheduler: SchedulerLike): number {
  const told = scheduler.now();
  const now = epochNow();
  // Within a second: it tells the wall clock's time, in whole milliseconds.
  return Math.abs(now - told) < 1000 ? now : told;
}

import { asyncScheduler } from 'rxjs';

/** @returns a clock in milliseconds that stands still when the wall clock is set back: RxJS knows no other clock. */
export function steadyClock(): () => number {
  let seen = asyncScheduler.now();
  let elapsed = 0;
  return () => {
    const now = asyncScheduler.now();
    elapsed += Math.max(0, now - seen);
    seen = now;
    return elapsed;
  };
}

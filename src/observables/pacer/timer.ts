import type { SchedulerLike, Subscription } from 'rxjs';
import { MAX_DELAY } from '../../checks/maxDelay.ts';

/**
 * Does something once, after a delay in milliseconds, of which only as many pass as a timer of the system can wait.
 *
 * @param keepAlive false lets the process exit before.
 */
export function timer(scheduler: SchedulerLike, delay: number, work: () => void, keepAlive = true): Subscription {
  const action = scheduler.schedule(() => work(), Math.min(Math.max(delay, 0), MAX_DELAY));
  // RxJS has no such timers, but the action keeps Node's own in `id`. In virtual time that is a number.
  if (!keepAlive) (action as { readonly id?: { readonly unref?: () => void } }).id?.unref?.();
  return action;
}

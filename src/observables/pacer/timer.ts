import { bindContext } from '#platform';
import { asyncScheduler, type SchedulerLike, type Subscription } from 'rxjs';
import { MAX_DELAY } from '../../checks/maxDelay.ts';

/**
 * Does something once, after a delay in milliseconds. A delay that is longer than the system's timers can wait is cut.
 *
 * @param keepAlive false lets the process exit before.
 */
export function timer(scheduler: SchedulerLike, delay: number, work: () => void, keepAlive = true): Subscription {
  // Node's timers keep the asynchronous context. Other schedulers run all due actions in the context of one of them.
  const inContext = scheduler === asyncScheduler ? work : bindContext(work);
  const action = scheduler.schedule(() => inContext(), Math.min(Math.max(delay, 0), MAX_DELAY));
  // RxJS has no timers that let the process exit. But its action keeps Node's timer in `id`; in virtual time that is a number.
  if (!keepAlive) (action as { readonly id?: { readonly unref?: () => void } }).id?.unref?.();
  return action;
}

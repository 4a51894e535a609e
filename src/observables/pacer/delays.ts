import type { SchedulerLike, Subscription } from 'rxjs';
import { timer } from './timer.ts';

/** The delays of a stream, any number of them, which end with it. */
export class Delays {
  readonly #scheduler: SchedulerLike;
  readonly #keepAlive: boolean;
  readonly #running = new Set<Subscription>();

  /** @param keepAlive false lets the process exit before a delay has ended. */
  constructor(scheduler: SchedulerLike, keepAlive: boolean) {
    this.#scheduler = scheduler;
    this.#keepAlive = keepAlive;
  }

  /** Does something once, after so many milliseconds. */
  add(delay: number, work: () => void): { cancel(): void } {
    const end = (): void => {
      running.unsubscribe();
      this.#running.delete(running);
    };
    const onTime = (): void => {
      end();
      work();
    };
    const running = timer(this.#scheduler, delay, onTime, this.#keepAlive);
    this.#running.add(running);
    return { cancel: end };
  }

  cancelAll(): void {
    for (const running of this.#running) running.unsubscribe();
    this.#running.clear();
  }
}

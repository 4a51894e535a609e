import type { SchedulerLike, Subscription } from 'rxjs';
import { timer } from './timer.ts';

const NOTHING = { cancel: (): void => undefined };

/** The delays of a stream, any number of them, which end with it. */
export class Delays {
  readonly #subscription: Subscription;
  readonly #scheduler: SchedulerLike;
  readonly #keepAlive: boolean;
  readonly #running = new Set<Subscription>();

  /**
   * @param subscription of the stream.
   * @param keepAlive false lets the process exit before a delay has ended.
   */
  constructor(subscription: Subscription, scheduler: SchedulerLike, keepAlive: boolean) {
    this.#subscription = subscription;
    this.#scheduler = scheduler;
    this.#keepAlive = keepAlive;
    subscription.add(() => this.#cancelAll());
  }

  /** Does something once, after so many milliseconds; never when the stream has ended. */
  add(delay: number, work: () => void): { cancel(): void } {
    // A timer would hold a stream that has ended.
    if (this.#subscription.closed) return NOTHING;
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

  #cancelAll(): void {
    for (const running of this.#running) running.unsubscribe();
    this.#running.clear();
  }
}

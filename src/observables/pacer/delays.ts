import type { Observable, SchedulerLike, Subscription } from 'rxjs';
import { type Notified, whenNotified } from './whenNotified.ts';
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
    // A timer would keep an ended stream in memory.
    if (this.#subscription.closed) return NOTHING;
    const onTime = (): void => {
      this.#end(running);
      work();
    };
    const running = timer(this.#scheduler, delay, onTime, this.#keepAlive);
    this.#running.add(running);
    return { cancel: () => this.#end(running) };
  }

  /**
   * Waits for the first value of `notifier`, as long as the stream of these delays lasts. Neither `go` nor `giveUp` is
   * called within this call: a value that comes at once is a delay of 0.
   */
  await(notifier: Observable<unknown>, { go, giveUp, fail }: Notified): { cancel(): void } {
    let running: Subscription | null = null;
    let cancelled: { cancel(): void } | null = null;
    const later = (follow: () => void) => (): void => {
      if (running === null) {
        cancelled = this.add(0, follow);
      } else {
        this.#running.delete(running);
        follow();
      }
    };
    const waiting = whenNotified(notifier, { go: later(go), giveUp: later(giveUp), fail });
    if (cancelled !== null) return cancelled;
    running = waiting;
    if (this.#subscription.closed) running.unsubscribe();
    if (running.closed) return NOTHING;
    this.#running.add(running);
    return { cancel: () => this.#end(waiting) };
  }

  #end(running: Subscription): void {
    running.unsubscribe();
    this.#running.delete(running);
  }

  #cancelAll(): void {
    for (const running of this.#running) running.unsubscribe();
    this.#running.clear();
  }
}

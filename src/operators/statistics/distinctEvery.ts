import { asyncScheduler, type MonoTypeOperatorFunction, noop, Observable, type Subscription } from 'rxjs';
import { follow } from '../../observables/options/follow.ts';

/**
 * Emits each value that came, but each only once every so many milliseconds: what comes while none is waiting starts
 * the wait, and all that came meanwhile go out together at its end, or when the source completes.
 *
 * ```text
 * source        -a-b-a---------b-|
 * distinctEvery -----(ab)--------(b|)     every: 4 ms
 * ```
 *
 * @param every a stream in place of milliseconds: what came goes out whenever that emits.
 */
export function distinctEvery<T>(every: number | Observable<unknown>): MonoTypeOperatorFunction<T> {
  return (source) =>
    new Observable((subscriber) => {
      let waiting = new Set<T>();
      let timer: Subscription | null = null;
      const flush = (): void => {
        timer?.unsubscribe();
        timer = null;
        const values = waiting;
        waiting = new Set();
        for (const value of values) subscriber.next(value);
      };
      subscriber.add(() => timer?.unsubscribe());
      if (typeof every !== 'number') {
        const error = (reason: unknown): void => subscriber.error(reason);
        follow(every, subscriber, { next: flush, error, complete: noop });
      }
      follow(source, subscriber, {
        next: (value) => {
          waiting.add(value);
          if (typeof every === 'number') timer ??= asyncScheduler.schedule(flush, every);
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => {
          flush();
          subscriber.complete();
        },
      });
    });
}

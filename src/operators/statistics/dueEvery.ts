import { bindContext } from '#platform';
import { asyncScheduler, noop, Observable, type OperatorFunction, type Subscription } from 'rxjs';
import { follow, followAnywhere } from '../../observables/options/follow.ts';

/**
 * Emits when what came is due: every so many milliseconds, counted from the first value that waits, and when the source
 * completes.
 *
 * ```text
 * source   -a-b-a---------b-|
 * dueEvery -----x-----------(x|)     every: 4 ms
 * ```
 *
 * @param every a stream in place of milliseconds: what came is due whenever that emits.
 */
export function dueEvery(every: number | Observable<unknown>): OperatorFunction<unknown, void> {
  return (source) =>
    new Observable((subscriber) => {
      let waits = false;
      let timer: Subscription | null = null;
      const flush = (): void => {
        timer?.unsubscribe();
        timer = null;
        if (!waits) return;
        waits = false;
        subscriber.next();
      };
      subscriber.add(() => timer?.unsubscribe());
      const schedule = bindContext((delay: number) => asyncScheduler.schedule(flush, delay));
      if (typeof every !== 'number') {
        const error = (reason: unknown): void => subscriber.error(reason);
        follow(every, subscriber, { next: flush, error, complete: noop });
      }
      followAnywhere(source, subscriber, {
        next: () => {
          waits = true;
          if (typeof every === 'number') timer ??= schedule(every);
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => {
          flush();
          subscriber.complete();
        },
      });
    });
}

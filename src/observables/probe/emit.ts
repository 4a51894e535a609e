import { throwError, type Subscriber } from 'rxjs';

/**
 * Emits a value. A Subscriber that is not one of RxJS' own may throw: RxJS reports the error like one of a handler, to
 * `config.onUnhandledError` or from a timer, and the stream goes on.
 */
export function emit<T>(subscriber: Subscriber<T>, value: T): void {
  try {
    subscriber.next(value);
  } catch (error) {
    throwError(() => error).subscribe();
  }
}

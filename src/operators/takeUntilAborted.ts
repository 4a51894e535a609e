import { type MonoTypeOperatorFunction, Observable, takeUntil } from 'rxjs';

/** What is needed of an `AbortSignal`. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  /** Called on subscription, unless the signal has aborted. */
  addEventListener(type: 'abort', listener: () => void): void;
  /** Called once with the same listener when the subscription ends. */
  removeEventListener(type: 'abort', listener: () => void): void;
}

/**
 * Mirrors the source until the signal aborts, and completes then.
 *
 * ```text
 * signal            ---------!
 * source            ---a--b----c--d
 * takeUntilAborted  ---a--b--|
 * ```
 *
 * With a signal that has aborted before the subscription it completes at once, and the source is not subscribed.
 * The listener is removed from the signal when the subscription ends, so one signal may serve any number of streams.
 *
 * @example
 * {@includeCode ../../examples/abort.ts}
 *
 * @param signal an `AbortSignal`, or anything of its shape.
 * @returns an operator that passes values, errors and completion of the source until then.
 */
export function takeUntilAborted<T>(signal: AbortSignalLike): MonoTypeOperatorFunction<T> {
  const aborted = new Observable<void>((subscriber) => {
    const onAbort = (): void => subscriber.next();
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort);
    return () => signal.removeEventListener('abort', onAbort);
  });
  return takeUntil(aborted);
}

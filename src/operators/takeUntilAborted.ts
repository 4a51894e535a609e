import { type MonoTypeOperatorFunction, Observable, type Subscriber, takeUntil } from 'rxjs';

/** What is needed of an `AbortSignal`. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  /** Called when the first of its streams is subscribed, unless the signal has aborted. */
  addEventListener(type: 'abort', listener: () => void): void;
  /** Called once with the same listener when the last of its streams ends. */
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
 * One signal may serve any number of streams: all of them share one listener, which is removed from the signal when the
 * last of them ends.
 *
 * @example
 * {@includeCode ../../examples/abort.ts}
 *
 * @param signal an `AbortSignal`, or anything of its shape.
 * @returns an operator that passes values, errors and completion of the source until then.
 */
export function takeUntilAborted<T>(signal: AbortSignalLike): MonoTypeOperatorFunction<T> {
  return takeUntil(abortOf(signal));
}

interface Listening {
  /** One for each stream that the signal is to end. */
  readonly streams: Set<Subscriber<void>>;
  readonly onAbort: () => void;
}

// Node takes more than ten listeners of one signal for a leak, and warns.
const listening = new WeakMap<AbortSignalLike, Listening>();

function abortOf(signal: AbortSignalLike): Observable<void> {
  return new Observable((subscriber) => {
    if (signal.aborted) return subscriber.next();
    const { streams, onAbort } = listening.get(signal) ?? listen(signal);
    streams.add(subscriber);
    return () => {
      streams.delete(subscriber);
      if (streams.size > 0) return;
      listening.delete(signal);
      signal.removeEventListener('abort', onAbort);
    };
  });
}

function listen(signal: AbortSignalLike): Listening {
  const streams = new Set<Subscriber<void>>();
  // A copy: each stream leaves the set when it ends, and what its end starts may come into it.
  const onAbort = (): void => [...streams].forEach((stream) => stream.next());
  const started = { streams, onAbort };
  listening.set(signal, started);
  signal.addEventListener('abort', onAbort);
  return started;
}

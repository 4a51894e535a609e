import { defer, map, type MonoTypeOperatorFunction, Observable, type Subscriber, takeUntil } from 'rxjs';
import { IcmpArgumentError } from '../errors.ts';
import { checkBoolean } from '../checks/checkBoolean.ts';
import { checkOptions } from '../checks/checkOptions.ts';

/** What is needed of an `AbortSignal`. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  /** Why it aborted: the error of streams that are to fail then. */
  readonly reason?: unknown;
  /** Called when the first of its streams is subscribed, unless the signal has aborted. */
  addEventListener(type: 'abort', listener: () => void): void;
  /** Called once with the same listener when the last of its streams ends. */
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** How a stream ends when its signal aborts. */
export interface TakeUntilAbortedOptions {
  /** With an error, which is the signal's `reason`; default false: the stream completes. */
  readonly reject?: boolean | undefined;
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
 * With `reject: true` it fails instead, with the signal's `reason`: an `AbortError`, the `TimeoutError` of
 * `AbortSignal.timeout`, or what was given to `abort`. So `await firstValueFrom(...)` rejects with the reason, and not with
 * RxJS's `EmptyError`.
 *
 * With a signal that has aborted before the subscription it ends at once, and the source is not subscribed.
 * One signal may serve any number of streams: all of them share one listener, which is removed from the signal when the
 * last of them ends.
 *
 * @example
 * {@includeCode ../../examples/abort.ts}
 *
 * @example
 * {@includeCode ../../examples/abortReason.ts}
 *
 * @param signal an `AbortSignal`, or anything of its shape.
 * @returns an operator that passes values, errors and completion of the source until then. Its error notifications are those
 * of the source, with `reject` the reason, and `IcmpArgumentError` on subscription for what is no signal, such as its
 * controller.
 */
export function takeUntilAborted<T>(
  signal: AbortSignalLike,
  options: TakeUntilAbortedOptions = {},
): MonoTypeOperatorFunction<T> {
  return (source) =>
    defer(() => {
      checkOptions('options', options, ['reject']);
      const { reject = false } = options;
      checkBoolean('reject', reject);
      if (typeof signal?.addEventListener !== 'function')
        throw new IcmpArgumentError('signal', signal, 'an AbortSignal', 'pass the signal of an AbortController.');
      return source.pipe(takeUntil(abortOf(signal, reject)));
    });
}

interface Listening {
  /** One for each stream that the signal is to end. */
  readonly streams: Set<Subscriber<void>>;
  readonly onAbort: () => void;
}

// Node takes more than ten listeners of one signal for a leak, and warns.
const listening = new WeakMap<AbortSignalLike, Listening>();

function abortOf(signal: AbortSignalLike, reject: boolean): Observable<void> {
  const abort = new Observable<void>((subscriber) => {
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
  return reject ? abort.pipe(map(() => fail(signal))) : abort;
}

function fail({ reason }: AbortSignalLike): never {
  throw reason;
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

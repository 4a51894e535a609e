import { catchError, concat, defer, finalize, type MonoTypeOperatorFunction, Observable, tap, throwError } from 'rxjs';
import type { RecordOptions } from './recordOptions.ts';
import { recordSettings } from './recordTo/recordSettings.ts';
import { Recording } from './recordTo/recording.ts';
import type { Sink } from './sink.ts';

/**
 * Writes what passes into a sink, in batches.
 *
 * ```text
 * source   --a--b--c--------d--|       batch: 2, every: 5 ms; a write takes 3 ms
 * recordTo --a--b--c--------d-----|
 * writes   -----AB-----C-------D
 * ```
 *
 * Values pass at once, and are not changed. A batch is written when it is full, or when `every` has passed since the first
 * of its values, and not before the one ahead of it has been written. Meanwhile values wait in a buffer that has a bound.
 *
 * - A sink that fails is no error of the stream. The batch is tried again, and is lost when it fails too often.
 * - What is lost, also because the buffer was full, is counted and told: to `onLoss`, and on the
 *   `node:diagnostics_channel` named `rxicmp:loss`.
 * - The end of the source, and its error, pass when everything has been written and the sink is closed. From the first
 *   batch on that is lost then, the rest is lost with it, so that an end comes.
 * - Who unsubscribes waits for nothing. What waits is written all the same, and the process lives until then.
 *
 * @example
 * {@includeCode ../../examples/recordTo.ts}
 *
 * @param sink such as that of `ndjsonSink` or `sqliteSink`, or one of yours.
 * @param options times in milliseconds.
 * @returns an operator whose error notifications are those of the source, and `IcmpArgumentError` on subscription for an
 * option that can never work.
 */
export function recordTo<S, T extends S>(sink: Sink<S>, options: RecordOptions = {}): MonoTypeOperatorFunction<T> {
  return (source) =>
    defer(() => {
      const recording = new Recording(sink, recordSettings(sink, options));
      const kept = new Observable<never>((subscriber) => recording.end(() => subscriber.complete()));
      const recorded = source.pipe(
        tap((value) => recording.add(value)),
        catchError((error: unknown) =>
          concat(
            kept,
            throwError(() => error),
          ),
        ),
      );
      // For who unsubscribes: else it has ended before.
      return concat(recorded, kept).pipe(finalize(() => recording.end(() => undefined)));
    });
}

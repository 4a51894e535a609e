import {
  catchError,
  concat,
  defer,
  ignoreElements,
  mergeMap,
  type Observable,
  of,
  throwError,
  timeout,
  timer,
} from 'rxjs';
import { argumentOf } from '../../checks/argumentOf.ts';
import type { Sink } from '../sink.ts';

/** Milliseconds before a batch is tried again, for the first time; each further wait is four times as long. */
const FIRST_WAIT = 100;
const LONGEST_WAIT = 60_000;

/** What of a batch could not be written, and why. */
export interface Unwritten {
  readonly count: number;
  readonly error: unknown;
}

/** How hard a sink is tried. */
export interface Patience {
  readonly retries: number;
  /** Milliseconds for each write. */
  readonly timeout: number;
}

/** Writes a batch, whatever it takes. It never fails: it emits what is lost, if anything is, and completes. */
export function writeBatch<T>(sink: Sink<T>, batch: readonly T[], patience: Patience): Observable<Unwritten> {
  return attempt(() => sink.write(batch), patience, 0).pipe(
    catchError((error: unknown) => {
      if (argumentOf(error) === null || batch.length === 1) return of({ count: batch.length, error });
      const half = batch.length >> 1;
      return concat(writeBatch(sink, batch.slice(0, half), patience), writeBatch(sink, batch.slice(half), patience));
    }),
  );
}

/** @param failed how many attempts there were. */
export function attempt(
  work: () => ReturnType<Sink<never>['close']>,
  patience: Patience,
  failed: number,
): Observable<never> {
  return defer(work).pipe(
    ignoreElements(),
    timeout(patience.timeout),
    catchError((error: unknown) => {
      // No waiting mends a wrong argument.
      if (failed >= patience.retries || argumentOf(error) !== null) return throwError(() => error);
      const wait = Math.min(FIRST_WAIT * 4 ** failed, LONGEST_WAIT);
      return timer(wait).pipe(mergeMap(() => attempt(work, patience, failed + 1)));
    }),
  );
}

import { from, type Observable, type ObservableInput } from 'rxjs';
import { IcmpArgumentError } from '../../errors.ts';

/** @throws `IcmpArgumentError` for what RxJS cannot subscribe to. */
export function streamOf<T>(argument: string, input: ObservableInput<T>, fix: string): Observable<T> {
  try {
    // RxJS takes a string for a stream of its letters.
    if (typeof input !== 'string') return from(input);
  } catch {
    // Said below.
  }
  throw new IcmpArgumentError(argument, input, 'something that RxJS can subscribe to', fix);
}

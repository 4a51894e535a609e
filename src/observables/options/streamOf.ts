import { from, type Observable, type ObservableInput } from 'rxjs';
import { IcmpArgumentError } from '../../errors.ts';

/**
 * @param orElse what else is accepted.
 * @throws `IcmpArgumentError` for what RxJS cannot subscribe to.
 */
export function streamOf<T>(argument: string, input: ObservableInput<T>, fix: string, orElse = ''): Observable<T> {
  try {
    // RxJS reads a string as a stream of its letters.
    if (typeof input !== 'string') return from(input);
  } catch {
    // The error below says so.
  }
  throw new IcmpArgumentError(argument, input, `${orElse}something that RxJS can subscribe to`, fix);
}

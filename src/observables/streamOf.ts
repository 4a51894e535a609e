import { from, type Observable, type ObservableInput } from 'rxjs';
import { IcmpArgumentError } from '../errors.ts';

/** @throws `IcmpArgumentError` for what RxJS cannot subscribe to. */
export function streamOf<T>(argument: string, input: ObservableInput<T>): Observable<T> {
  try {
    return from(input);
  } catch {
    throw new IcmpArgumentError(argument, input, 'something that RxJS can subscribe to');
  }
}

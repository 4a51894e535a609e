import { from, of, type Observable, type ObservableInput } from 'rxjs';
import { IcmpArgumentError } from '../../errors.ts';

/**
 * Lists of targets, one after the other: a single one, or what RxJS can subscribe to.
 *
 * @throws `IcmpArgumentError` for what is neither.
 */
export function listsOf(targets: unknown): Observable<Iterable<unknown>> {
  if (typeof targets === 'object' && targets !== null) {
    if (Symbol.iterator in targets) return of(targets as Iterable<unknown>);
    try {
      return from(targets as ObservableInput<Iterable<unknown>>);
    } catch {
      // The error below says so.
    }
  }
  const isTarget = typeof targets === 'object' && targets !== null && 'target' in targets;
  const fix = isTarget ? 'put it into an array.' : 'for example pass [target].';
  throw new IcmpArgumentError('targets', targets, 'text, an Iterable of targets, or a stream of such lists', fix);
}

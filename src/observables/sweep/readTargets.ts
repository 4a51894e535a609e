import { from, isObservable, type Observable } from 'rxjs';
import { IcmpArgumentError } from '../../errors.ts';
import { AsyncIterableReader } from './asyncIterableReader.ts';
import { IterableReader } from './iterableReader.ts';
import { ObservableReader } from './observableReader.ts';
import type { TargetReader } from './targetReader.ts';

/** The key that RxJS looks for. The symbol exists only when some library has defined it. */
const OBSERVABLE: symbol | string = Symbol.observable ?? '@@observable';

/** @throws `IcmpArgumentError` for what targets cannot be taken from. */
export function readTargets(targets: unknown): TargetReader {
  if (typeof targets === 'object' && targets !== null) {
    if (isObservable(targets)) return new ObservableReader(targets);
    // Of another copy of RxJS, or of another library.
    if (OBSERVABLE in targets) return new ObservableReader(from(targets as never));
    if (Symbol.iterator in targets) return new IterableReader(targets as Iterable<unknown>);
    if (Symbol.asyncIterator in targets) return new AsyncIterableReader(targets as AsyncIterable<unknown>);
    const other = whateverElse(targets);
    if (other !== null) return new ObservableReader(other);
  }
  const fix =
    typeof targets === 'object' && targets !== null && 'target' in targets
      ? 'put it into an array.'
      : 'for example pass [target].';
  const expected = 'text, an Iterable, an AsyncIterable or an Observable of targets';
  throw new IcmpArgumentError('targets', targets, expected, fix);
}

/** A promise, an object like an array, a stream without an iterator; null for what RxJS does not take either. */
function whateverElse(targets: object): Observable<unknown> | null {
  try {
    return from(targets as never);
  } catch {
    return null;
  }
}

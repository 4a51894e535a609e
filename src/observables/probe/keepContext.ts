import { bindContext } from '#platform';
import { Observable } from 'rxjs';

/**
 * Mirrors a source in the asynchronous context of the subscription, whoever makes the source emit: what follows from it,
 * a handle that is opened or a timer that is set, belongs to the subscription.
 */
export function keepContext<T>(source: Observable<T>): Observable<T> {
  return new Observable((subscriber) => {
    const next = bindContext((value: T) => subscriber.next(value));
    const error = bindContext((reason: unknown) => subscriber.error(reason));
    const complete = bindContext(() => subscriber.complete());
    return source.subscribe({ next, error, complete });
  });
}

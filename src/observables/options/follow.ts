import { bindContext } from '#platform';
import { Subscription, type Observable, type Observer } from 'rxjs';

/**
 * Subscribes to a source of the user until a stream ends, and calls the observer in the asynchronous context of the stream,
 * even when other code makes the source emit. So a handle or a timer that the observer makes belongs to the stream.
 *
 * @param stream the subscription to the stream.
 */
export function follow<T>(source: Observable<T>, stream: Subscription, observer: Observer<T>): void {
  if (stream.closed) return;
  const follower = new Follower(observer);
  stream.add(follower);
  source.subscribe(follower);
}

/**
 * RxJS takes this object as a Subscriber. So a source that emits within `subscribe` is unsubscribed when the stream
 * ends there.
 */
class Follower<T> extends Subscription implements Observer<T> {
  readonly #next: (value: T) => void;
  readonly #error: (reason: unknown) => void;
  readonly #complete: () => void;

  constructor(observer: Observer<T>) {
    super();
    this.#next = bindContext((value) => observer.next(value));
    this.#error = bindContext((reason) => observer.error(reason));
    this.#complete = bindContext(() => observer.complete());
  }

  next(value: T): void {
    if (!this.closed) this.#next(value);
  }

  error(reason: unknown): void {
    if (this.closed) return;
    this.unsubscribe();
    this.#error(reason);
  }

  complete(): void {
    if (this.closed) return;
    this.unsubscribe();
    this.#complete();
  }
}

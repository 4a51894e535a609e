import { bindContext } from '#platform';
import { Subscription, type Observable, type Observer } from 'rxjs';

/**
 * Subscribes to a source of the user until a stream ends, and calls the observer in the asynchronous context of the stream,
 * even when other code makes the source emit. So a handle or a timer that the observer makes belongs to the stream.
 *
 * @param stream the subscription to the stream.
 */
export function follow<T>(source: Observable<T>, stream: Subscription, observer: Observer<T>): void {
  followAnywhere(source, stream, {
    next: bindContext((value) => observer.next(value)),
    error: bindContext((reason) => observer.error(reason)),
    complete: bindContext(() => observer.complete()),
  });
}

/** The same in whatever context the source emits, which is faster: for an observer that makes nothing. */
export function followAnywhere<T>(source: Observable<T>, stream: Subscription, observer: Observer<T>): void {
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
  readonly #observer: Observer<T>;

  constructor(observer: Observer<T>) {
    super();
    this.#observer = observer;
  }

  next(value: T): void {
    if (!this.closed) this.#observer.next(value);
  }

  error(reason: unknown): void {
    if (this.closed) return;
    this.unsubscribe();
    this.#observer.error(reason);
  }

  complete(): void {
    if (this.closed) return;
    this.unsubscribe();
    this.#observer.complete();
  }
}

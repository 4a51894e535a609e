import { asyncScheduler, Observable, Subscription, type Observer, type Subscriber } from 'rxjs';
import type { EchoReply } from '../echoReply.ts';
import type { RetrySettings } from '../options/retrySettings.ts';

/** Subscribes to the source anew after an outcome that the policy does not accept, as `retryProbe` tells. */
export function retrying<R extends EchoReply<unknown>>(source: Observable<R>, retry: RetrySettings): Observable<R> {
  return new Observable((subscriber) => new Retrying(source, retry, subscriber).start());
}

class Retrying<R extends EchoReply<unknown>> {
  readonly #source: Observable<R>;
  readonly #retry: RetrySettings;
  readonly #subscriber: Subscriber<R>;
  #left: number;
  /** Made before the present one. */
  #attempts = 0;
  #attempt: Subscription | null = null;
  #starting = false;

  constructor(source: Observable<R>, retry: RetrySettings, subscriber: Subscriber<R>) {
    this.#source = source;
    this.#retry = retry;
    this.#subscriber = subscriber;
    this.#left = retry.count;
  }

  start(): void {
    this.#subscriber.add(() => this.#attempt?.unsubscribe());
    this.#subscribe();
  }

  /** In a loop, so that a source that fails at once does not pile up calls. */
  #subscribe(): void {
    if (this.#starting) return;
    this.#starting = true;
    do {
      const attempt = new Attempt(this, this.#subscriber);
      this.#attempt = attempt;
      this.#source.subscribe(attempt);
    } while (this.#attempt === null && !this.#subscriber.closed);
    this.#starting = false;
  }

  /** @returns whether the attempt goes on. */
  next(attempt: Attempt<R>, value: R): void {
    const reply = this.#attempts === 0 ? value : { ...value, attempt: this.#attempts + value.attempt };
    let delay = 0;
    try {
      if (this.#left === 0 || !this.#retry.wants(reply)) return this.#subscriber.next(reply);
      delay = this.#retry.delay(reply);
    } catch (error) {
      return this.#subscriber.error(error);
    }
    this.#left--;
    this.#attempts = reply.attempt;
    this.#attempt = null;
    // Before the next one begins: what it held is free again.
    attempt.unsubscribe();
    if (this.#retry.emitsEvery) this.#subscriber.next(reply);
    if (this.#subscriber.closed) return;
    if (delay === 0) return this.#subscribe();
    this.#attempt = asyncScheduler.schedule(() => {
      this.#attempt?.unsubscribe();
      this.#attempt = null;
      this.#subscribe();
    }, delay);
  }
}

/**
 * What RxJS takes for a Subscriber: with one of its own around an observer, the source could not be left from within
 * `subscribe`, and each attempt would cost two of them.
 */
class Attempt<R extends EchoReply<unknown>> extends Subscription implements Observer<R> {
  readonly #retrying: Retrying<R>;
  readonly #subscriber: Subscriber<R>;

  constructor(retrying: Retrying<R>, subscriber: Subscriber<R>) {
    super();
    this.#retrying = retrying;
    this.#subscriber = subscriber;
  }

  next(value: R): void {
    if (!this.closed) this.#retrying.next(this, value);
  }

  error(reason: unknown): void {
    if (!this.closed) this.#subscriber.error(reason);
  }

  complete(): void {
    if (!this.closed) this.#subscriber.complete();
  }
}

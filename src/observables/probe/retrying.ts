import { asyncScheduler, Observable, Subscription, type Observer, type Subscriber } from 'rxjs';
import type { EchoReply } from '../echoReply.ts';
import type { RetrySettings } from '../options/retrySettings.ts';
import { afterOutcome, type Attempts } from './afterOutcome.ts';
import { emit } from './emit.ts';
import { whenNotified } from '../pacer/whenNotified.ts';

/** Subscribes to the source again after an outcome that the policy does not accept. `retryProbe` tells more. */
export function retrying<R extends EchoReply<unknown>>(source: Observable<R>, retry: RetrySettings): Observable<R> {
  return new Observable((subscriber) => new Retrying(source, retry, subscriber).start());
}

class Retrying<R extends EchoReply<unknown>> implements Attempts<Attempt<R>, R> {
  readonly #source: Observable<R>;
  readonly #retry: RetrySettings;
  readonly #subscriber: Subscriber<R>;
  /** Subscriptions to the source, the present one included. */
  #made = 0;
  /** This is added to `attempt` of the source's values: a source may try again itself. */
  #before = 0;
  /** The present attempt, or the wait for the next one. */
  #current: Subscription | null = null;
  #starting = false;

  constructor(source: Observable<R>, retry: RetrySettings, subscriber: Subscriber<R>) {
    this.#source = source;
    this.#retry = retry;
    this.#subscriber = subscriber;
  }

  start(): void {
    this.#subscriber.add(() => this.#current?.unsubscribe());
    this.#subscribe();
  }

  /** In a loop, so that a source that fails at once does not pile up calls. */
  #subscribe(): void {
    if (this.#starting) return;
    this.#starting = true;
    do {
      const attempt = new Attempt(this, this.#subscriber);
      this.#made++;
      this.#current = attempt;
      this.#source.subscribe(attempt);
    } while (this.#current === null && !this.#subscriber.closed);
    this.#starting = false;
  }

  next(attempt: Attempt<R>, value: R): void {
    const reply = this.#before === 0 ? value : { ...value, attempt: this.#before + value.attempt };
    afterOutcome(this, attempt, reply, this.#retry, this.#made);
  }

  isWanted(attempt: Attempt<R>): boolean {
    return !attempt.closed && !this.#subscriber.closed;
  }

  emit(_attempt: Attempt<R>, reply: R): void {
    emit(this.#subscriber, reply);
  }

  tryAgain(attempt: Attempt<R>, delay: number | Observable<unknown>, reply: R): void {
    this.#before = reply.attempt;
    this.#current = null;
    // Before the next attempt begins, so that what this one held is free again.
    attempt.unsubscribe();
    if (this.#subscriber.closed) return;
    if (delay === 0) return this.#subscribe();
    const go = (): void => {
      // The stream that is waited for may unsubscribe the result, and still emit.
      if (this.#subscriber.closed) return;
      this.#current?.unsubscribe();
      this.#current = null;
      this.#subscribe();
    };
    if (typeof delay === 'number') this.#current = asyncScheduler.schedule(go, delay);
    else this.#await(delay, go, reply);
  }

  #await(notifier: Observable<unknown>, go: () => void, reply: R): void {
    const giveUp = (): void => {
      if (!this.#retry.emitsEvery) emit(this.#subscriber, reply);
      this.#subscriber.complete();
    };
    const waiting = whenNotified(notifier, { go, giveUp, fail: (reason) => this.fail(reason) });
    // The stream may have emitted at once, or may have unsubscribed the result.
    if (this.#subscriber.closed) waiting.unsubscribe();
    else if (!waiting.closed) this.#current = waiting;
  }

  fail(reason: unknown): void {
    this.#subscriber.error(reason);
  }
}

/**
 * RxJS takes this object as a Subscriber. If RxJS made its own Subscriber, the source could not be unsubscribed from within
 * `subscribe`, and each attempt would cost two objects.
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

import { type Observable, Subscription } from 'rxjs';
import { follow } from '../options/follow.ts';

/** What follows a wait for a stream. Only one of these is called, and only once. */
export interface Notified {
  /** The stream has emitted. It is unsubscribed before the call. */
  readonly go: () => void;
  /** The stream has completed without a value. */
  readonly giveUp: () => void;
  readonly fail: (reason: unknown) => void;
}

/** Waits for the first value of a stream. @returns what ends the wait; it is closed once the wait has ended. */
export function whenNotified(notifier: Observable<unknown>, { go, giveUp, fail }: Notified): Subscription {
  const waiting = new Subscription();
  const end = (then: () => void): void => {
    // The stream may emit while it is unsubscribed.
    if (waiting.closed) return;
    waiting.unsubscribe();
    then();
  };
  follow(notifier, waiting, {
    next: () => end(go),
    error: (reason: unknown) => end(() => fail(reason)),
    complete: () => end(giveUp),
  });
  return waiting;
}

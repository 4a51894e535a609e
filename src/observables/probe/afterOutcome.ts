import type { Observable } from 'rxjs';
import type { EchoReply } from '../echoReply.ts';
import type { RetrySettings } from '../options/retrySettings.ts';

/** A stream whose probes are tried again when they fail. `A` is one attempt at a probe, as the stream keeps it. */
export interface Attempts<A, R> {
  /** False when nothing more may come of an attempt: its stream has ended, or its target has left the list. */
  isWanted(attempt: A): boolean;
  /** @param isLast no other attempt follows. */
  emit(attempt: A, reply: R, isLast: boolean): void;
  /**
   * Begins the next attempt after so many milliseconds, or when a stream has emitted. When the stream completes without
   * a value, no attempt follows: this outcome was the last one, and is emitted unless it was already.
   */
  tryAgain(attempt: A, delay: number | Observable<unknown>, reply: R): void;
  fail(reason: unknown): void;
}

/**
 * Decides what follows the outcome of an attempt: whether the probe is tried again, after how long, and whether the
 * outcome is emitted. Every stream decides here.
 *
 * The functions of the policy and the subscriber are the user's. Each of them may end the stream, change its list or
 * pause it. So after each call the attempt is looked at again, and nothing is done for one that is not wanted any more.
 *
 * @param retry null when the outcome is the last one in any case.
 * @param made attempts, this one included.
 */
export function afterOutcome<A, R extends EchoReply<unknown>>(
  attempts: Attempts<A, R>,
  attempt: A,
  reply: R,
  retry: RetrySettings | null,
  made: number,
): void {
  if (retry === null || made > retry.count) return attempts.emit(attempt, reply, true);
  if (!attempts.isWanted(attempt)) return;
  let delay: number | Observable<unknown> | null = null;
  try {
    if (retry.wants(reply)) {
      if (!attempts.isWanted(attempt)) return;
      delay = retry.delay(reply);
    }
  } catch (error) {
    return attempts.fail(error);
  }
  if (!attempts.isWanted(attempt)) return;
  if (delay === null) return attempts.emit(attempt, reply, true);
  if (retry.emitsEvery) {
    attempts.emit(attempt, reply, false);
    if (!attempts.isWanted(attempt)) return;
  }
  attempts.tryAgain(attempt, delay, reply);
}

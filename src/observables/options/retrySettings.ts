import type { Observable, ObservableInput } from 'rxjs';
import { IcmpArgumentError } from '../../errors.ts';
import { checkKeys } from '../../checks/checkKeys.ts';
import { checkTime } from '../../checks/checkTime.ts';
import type { EchoReply } from '../echoReply.ts';
import { isFailure } from '../isFailure.ts';
import { isOutcome } from '../isOutcome.ts';
import { MAX_DELAY } from '../../checks/maxDelay.ts';
import type { RetryPolicy } from '../options.ts';
import { streamOf } from './streamOf.ts';

/** The names of the options of a policy. */
export const RETRY_OPTIONS: readonly (keyof RetryPolicy)[] = [
  'count',
  'delay',
  'factor',
  'maxDelay',
  'randomize',
  'when',
  'emit',
];

/** A policy, checked once for each subscription. */
export interface RetrySettings {
  /** How many times at most. */
  readonly count: number;
  readonly emitsEvery: boolean;
  /** Whether this outcome is to be followed by another attempt, if one is left. */
  wants(reply: EchoReply<unknown>): boolean;
  /** Milliseconds from this outcome to the start of the next attempt, or a stream whose first value starts it. */
  delay(reply: EchoReply<unknown>): number | Observable<unknown>;
}

/**
 * @returns null when nothing is ever tried again.
 * @throws `IcmpArgumentError` for what can never work; `delay` of what is returned does so too.
 */
export function retrySettings(policy: number | RetryPolicy | undefined): RetrySettings | null {
  if (policy === undefined) return null;
  if (policy === null)
    throw new IcmpArgumentError(
      'retry',
      policy,
      'a number of retries, or an object with one',
      'leave it out for none.',
    );
  const given = typeof policy === 'object' ? policy : { count: policy };
  checkKeys(given, RETRY_OPTIONS);
  const { count, delay = 0, factor = 1, maxDelay = MAX_DELAY, randomize = 0, when = isFailure, emit = 'last' } = given;
  if (count !== Infinity && !(Number.isInteger(count) && count >= 0)) {
    const argument = given === policy ? 'count' : 'retry';
    throw new IcmpArgumentError(
      argument,
      count,
      'a number of retries: an integer of at least 0, or Infinity',
      'pass 0 for none, or more.',
    );
  }
  if (typeof delay !== 'function') checkTime('delay', delay, 'zero');
  if (!(typeof factor === 'number' && factor > 0))
    throw new IcmpArgumentError(
      'factor',
      factor,
      'a number above 0',
      'pass 1 for the same delay each time, or 2 to double it.',
    );
  checkTime('maxDelay', maxDelay, 'zero');
  if (!(typeof randomize === 'number' && randomize >= 0 && randomize <= 1)) {
    throw new IcmpArgumentError(
      'randomize',
      randomize,
      'a number from 0 to 1',
      'pass 0.5 for delays of half to full length, or leave it out.',
    );
  }
  if (typeof when !== 'function')
    throw new IcmpArgumentError('when', when, 'a function that takes an outcome', 'leave it out for every failure.');
  if (emit !== 'last' && emit !== 'every')
    throw new IcmpArgumentError('emit', emit, "'last' or 'every'", "leave it out for 'last'.");
  if (count === 0) return null;
  const longest = Math.min(maxDelay, MAX_DELAY);
  return {
    count,
    emitsEvery: emit === 'every',
    wants: (reply) => isOutcome(reply) && when(reply),
    delay: (reply) => {
      if (!isOutcome(reply)) return 0;
      const first = typeof delay === 'number' ? delay : delay(reply, reply.attempt);
      if (typeof first !== 'number') return awaited(first);
      checkTime('delay', first, 'zero');
      // A factor may grow to Infinity, and 0 times Infinity is NaN.
      const full = first === 0 ? 0 : Math.min(first * factor ** (reply.attempt - 1), longest);
      return randomize === 0 ? full : full * (1 - randomize * Math.random());
    },
  };
}

function awaited(notifier: ObservableInput<unknown>): Observable<unknown> {
  return streamOf('delay', notifier, 'return milliseconds, or a stream.', 'a number of milliseconds, or ');
}

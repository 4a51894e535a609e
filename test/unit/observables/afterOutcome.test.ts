import type { EchoReply } from 'rxicmp';
import { describe, expect, it } from 'vitest';
import type { RetrySettings } from '../../../src/observables/options/retrySettings.ts';
import { afterOutcome, type Attempts } from '../../../src/observables/probe/afterOutcome.ts';

const reply = { status: 'timed-out', attempt: 1 } as EchoReply<unknown>;
const boom = new Error('boom');

/** The calls, in their order. `leaves`: after this call the subscriber has left. */
function callsOf(given: Partial<RetrySettings> | null, made = 1, leaves: string | null = null): string[] {
  const calls: string[] = [];
  let wanted = leaves !== 'before';
  const call = (name: string): void => {
    calls.push(name);
    if (name.split(' ')[0] === leaves) wanted = false;
  };
  const attempts: Attempts<string, EchoReply<unknown>> = {
    isWanted: () => wanted,
    emit: (attempt, { status }, isLast) => call(`emit ${attempt} ${status} ${isLast ? 'last' : 'and again'}`),
    tryAgain: (attempt, delay) => call(`again ${attempt} ${delay}`),
    fail: (reason) => call(`fail ${(reason as Error).message}`),
  };
  const retry = given && {
    count: 2,
    emitsEvery: false,
    ...given,
    wants: (of: EchoReply<unknown>) => {
      call('wants');
      return given.wants?.(of) ?? true;
    },
    delay: (of: EchoReply<unknown>) => {
      call('delay');
      return given.delay?.(of) ?? 7;
    },
  };
  afterOutcome(attempts, 'a', reply, retry, made);
  return calls;
}

describe('afterOutcome', () => {
  it.each<[string, Partial<RetrySettings> | null, number, string[]]>([
    ['without a policy', null, 1, ['emit a timed-out last']],
    ['when the policy does not want it again', { wants: () => false }, 1, ['wants', 'emit a timed-out last']],
    ['while there are retries left', {}, 2, ['wants', 'delay', 'again a 7']],
    ['when none are left, without asking', {}, 3, ['emit a timed-out last']],
    ['at once', { delay: () => 0 }, 1, ['wants', 'delay', 'again a 0']],
    [
      'when each one is emitted',
      { emitsEvery: true },
      1,
      ['wants', 'delay', 'emit a timed-out and again', 'again a 7'],
    ],
  ])('emits an outcome, or has the probe tried again, or both: %s', (_name, retry, made, expected) => {
    expect(callsOf(retry, made)).toEqual(expected);
  });

  it.each(['wants', 'delay'] as const)('fails the stream with what the policy throws in %s', (name) => {
    const throws = (): never => {
      throw boom;
    };
    expect(callsOf({ [name]: throws })).toEqual([...(name === 'delay' ? ['wants', name] : [name]), 'fail boom']);
  });

  it.each([
    ['before', []],
    ['wants', ['wants']],
    ['delay', ['wants', 'delay']],
    ['emit', ['wants', 'delay', 'emit a timed-out and again']],
  ])('does nothing more for an attempt that is not wanted after: %s', (leaves, expected) => {
    expect(callsOf({ emitsEvery: true }, 1, leaves)).toEqual(expected);
  });

  it('emits nothing of an attempt whose policy was asked in vain', () => {
    expect(callsOf({ wants: () => false }, 1, 'wants')).toEqual(['wants']);
  });
});

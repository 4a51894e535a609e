import {
  baselineShift,
  ipdv,
  isFailure,
  isOutcome,
  quorum,
  reachability,
  retryProbe,
  statistics,
  throwIfFailed,
  type EchoReply,
} from 'rxicmp';
import { from, type OperatorFunction } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { echoReply, success, timedOut } from './echoReplies.ts';

const removed = (sequence: number, more: Partial<EchoReply<unknown>> = {}): EchoReply =>
  echoReply('removed', { sequence, sentAt: 1000 * sequence, errorCode: null, errorText: null, ...more } as Partial<
    EchoReply<unknown>
  >);

function valuesOf<T>(operator: OperatorFunction<EchoReply, T>, ...replies: EchoReply[]): T[] {
  const values: T[] = [];
  from(replies)
    .pipe(operator)
    .subscribe((value) => values.push(value));
  return values;
}

const statesOf = (operator: OperatorFunction<EchoReply, { from: string; to: string }>, ...replies: EchoReply[]) =>
  valuesOf(operator, ...replies).map(({ from, to }) => `${from}>${to}`);

describe('a target that was removed', () => {
  it('is no outcome and no failure, and survives JSON', () => {
    expect([isOutcome(removed(3)), isFailure(removed(3))]).toEqual([false, false]);
    expect(JSON.parse(JSON.stringify(removed(3)))).toEqual(removed(3));
  });

  it('passes throwIfFailed and retryProbe', () => {
    const replies = [success(0, 10), removed(1)];
    expect(valuesOf(throwIfFailed(), ...replies)).toEqual(replies);
    expect(valuesOf(retryProbe(3), ...replies)).toEqual(replies);
    expect(valuesOf(retryProbe({ count: 3, when: () => true }), removed(1))).toEqual([removed(1)]);
  });

  it('ends its statistics: what comes later is counted anew', () => {
    const sent = (...replies: EchoReply[]) => valuesOf(statistics(), ...replies).map((one) => one.sent);
    expect(sent(success(0, 10), success(1, 10), removed(2), success(0, 10), success(1, 10))).toEqual([1, 2, 1, 2]);
    expect(
      valuesOf(statistics({ by: 'all' }), success(0, 10), removed(1), success(0, 10)).map((one) => one.sent),
    ).toEqual([1, 2]);
    // Another series of the same target goes on.
    const [a, b] = [{ tag: 'a' as never }, { tag: 'b' as never }];
    expect(
      sent(success(0, 10, a), success(0, 10, b), removed(1, a), success(1, 10, b), removed(2, b), success(0, 10)),
    ).toEqual([1, 2, 3, 1]);
    // Also when the one that was heard of last has ended.
    expect(sent(success(0, 10, a), success(0, 10, b), removed(1, b), success(1, 10, a), removed(2, a))).toEqual([
      1, 2, 3,
    ]);
  });

  it('knows the 128 series of a target that were heard of last', () => {
    const of = (tag: number, sequence: number) => success(sequence, 10 * sequence, { tag: tag as never });
    const first = Array.from({ length: 128 }, (_, tag) => of(tag, 0));
    // That of tag 0 is heard of again, so another one makes room for that of tag 128.
    const all = valuesOf(statistics(), ...first, of(0, 1), of(128, 0), of(0, 2), of(1, 1));
    expect(all.slice(-4).map(({ jitter }) => jitter?.meanAbsolute)).toEqual([10, 10, 10, 10]);
    const [, , third, fourth] = all.slice(-4).map(({ jitter }) => jitter!.rfc3550);
    expect(third).toBeGreaterThan(10 / 16);
    expect(fourth).toBe(third);
  });

  it('ends its series: no pair is made across it', () => {
    const late = { sentAt: 0 };
    expect(valuesOf(ipdv(), success(4, 10), removed(5), success(5, 90, late))).toEqual([]);
    const [, , jitter] = valuesOf(
      statistics({ by: 'all' }),
      success(0, 10),
      success(1, 12),
      removed(2),
      success(2, 99),
    );
    expect(jitter!.jitter).toEqual({ rfc3550: 2 / 16, meanAbsolute: 2 });
  });

  it('is so for everybody who judges targets, and unknown when it comes back', () => {
    const replies = [success(0, 10), success(1, 10), removed(2), success(0, 10), success(1, 10)];
    expect(statesOf(reachability(), ...replies)).toEqual(['unknown>up', 'up>removed', 'unknown>up']);
    expect(statesOf(baselineShift({ recent: 1 }), ...replies)).toEqual([
      'unknown>normal',
      'normal>removed',
      'unknown>normal',
    ]);
    expect(statesOf(reachability(), removed(0))).toEqual(['unknown>removed']);
    const [transition] = valuesOf(reachability(), removed(7));
    expect(transition).toEqual({
      kind: 'reachability',
      target: '192.0.2.1',
      at: 7000,
      from: 'unknown',
      to: 'removed',
      flapping: false,
      evidence: [removed(7)],
    });
  });

  it('is removed when the last of its series is', () => {
    const [a, b] = [{ tag: 'a' as never }, { tag: 'b' as never }];
    const replies = [success(0, 10, a), success(0, 10, b), removed(1, a), success(1, 10, b), removed(2, b)];
    expect(statesOf(reachability(), ...replies)).toEqual(['unknown>up', 'up>removed']);
  });

  it('takes a vantage point out of a quorum', () => {
    const tag = (name: string) => ({ tag: name as never });
    const once = { n: 1, of: 1 };
    const replies = [
      ...['a', 'b', 'c'].map((name) => success(0, 10, tag(name))),
      timedOut(1, tag('a')),
      timedOut(1, tag('b')),
      // One of the two places that are left sees it down.
      removed(2, tag('a')),
      removed(2, tag('b')),
      removed(2, tag('c')),
    ];
    expect(statesOf(quorum({ down: once, up: once }), ...replies)).toEqual([
      'unknown>up',
      'up>down',
      'down>up',
      'up>removed',
    ]);
  });
});

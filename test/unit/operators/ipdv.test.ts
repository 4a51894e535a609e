import fc from 'fast-check';
import { ipdv, isOutcome, isSuccess, type EchoReply } from 'rxicmp';
import { from, map, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { inVirtualTime } from '../observables/virtual.ts';
import { echoReply, success, timedOut } from './echoReplies.ts';
import { itIsAnOperator } from './operatorContract.ts';
import { arrivals } from './replyStreams.ts';

/** As `target sequence: ipdv`. */
function lines(replies: readonly EchoReply[]): string[] {
  let result: string[] = [];
  from(replies)
    .pipe(
      ipdv(),
      map(({ target, sequence, ipdv }) => `${target} ${sequence}: ${ipdv}`),
      toArray(),
    )
    .subscribe((values) => (result = values));
  return result;
}

describe('ipdv', () => {
  itIsAnOperator(ipdv(), [success(0, 10), success(1, 12), timedOut(2), success(3, 9)]);

  it('is the difference to the probe before', () => {
    inVirtualTime((_scheduler, { hot, expectObservable, expectSubscriptions }) => {
      const source = hot('^--a--b--c--d--e--f---|', {
        a: success(0, 10),
        b: success(1, 12),
        c: timedOut(2),
        d: timedOut(3),
        e: success(4, 11),
        f: success(5, 9),
      });
      const differences = source.pipe(
        ipdv(),
        map((value) => value.ipdv),
      );
      expectObservable(differences).toBe('------2--n--n--n--m---|', { 2: 2, n: null, m: -2 });
      expectSubscriptions(source.subscriptions).toBe('^---------------------!');
    });
  });

  it('pairs by sequence, whatever overtakes what', () => {
    const replies = [success(2, 30), success(0, 10), success(1, 12), timedOut(4), success(3, 40), success(5, 9)];
    expect(lines(replies)).toEqual([
      '192.0.2.1 1: 2',
      '192.0.2.1 2: 18',
      '192.0.2.1 3: 10',
      '192.0.2.1 4: null',
      '192.0.2.1 5: null',
    ]);
  });

  it('knows no pair next to beats that were skipped, or that is not there', () => {
    const skipped = echoReply('skipped', { sequence: 1, missed: 2, sentAt: 2000 });
    expect(lines([success(0, 10), skipped, success(3, 12), success(4, 13)])).toEqual(['192.0.2.1 4: 1']);
    expect(lines([success(0, 10), success(2, 12), success(4, 14)])).toEqual([]);
  });

  it('takes no notice of late and duplicate replies', () => {
    const beside = (['late', 'duplicate'] as const).map((status) => echoReply(status, { sequence: 1, rtt: 99 }));
    expect(lines([success(0, 10), ...beside, timedOut(1), ...beside])).toEqual(['192.0.2.1 1: null']);
  });

  it('does not compare addresses', () => {
    // Replies to a broadcast have the same destination.
    const there = { responder: '192.0.2.9' };
    expect(lines([success(0, 10), success(1, 50, there)])).toEqual(['192.0.2.1 1: null']);
  });

  it('knows no probe where a name had no address, and the one that stood beside it', () => {
    const unresolved = echoReply('not-resolved', { sequence: 1, sentAt: 1000 });
    expect(lines([success(0, 10), unresolved, success(2, 12)])).toEqual([]);
    const beside = ['192.0.2.1 1: 2', '192.0.2.1 2: 1'];
    expect(lines([success(0, 10), unresolved, success(1, 12), success(2, 13)])).toEqual(beside);
    expect(lines([success(0, 10), success(1, 12), unresolved, success(2, 13)])).toEqual(beside);
    // The series began anew.
    const again = { sentAt: 9000 };
    const first = echoReply('not-resolved', { sequence: 0, ...again });
    expect(lines([success(0, 10), first, success(1, 12, again)])).toEqual([]);
  });

  it('tells targets apart', () => {
    const other = { target: '192.0.2.2' };
    const replies = [success(0, 10), success(0, 50, other), success(1, 11), success(1, 52, other)];
    expect(lines(replies)).toEqual(['192.0.2.1 1: 1', '192.0.2.2 1: 2']);
  });

  describe('with several series to one target', () => {
    it.each([
      ['text', 'a', 'b'],
      ['objects', { site: 'a' }, { site: 'b' }],
      ['one with a tag and one without', null, 'b'],
    ])('tells them apart by tag: %s', (_name, one, other) => {
      const replies = [0, 1, 2].flatMap((i) => [
        success(i, 10 + i, { tag: one }),
        success(i, 50 + 2 * i, { tag: other }),
      ]);
      const found: unknown[] = [];
      from(replies)
        .pipe(ipdv())
        .subscribe(({ tag, sequence, ipdv }) => found.push([tag, sequence, ipdv]));
      expect(found).toEqual([
        [one, 1, 1],
        [other, 1, 2],
        [one, 2, 1],
        [other, 2, 2],
      ]);
      // Objects that came out of JSON are other objects with the same content.
      expect(lines(JSON.parse(JSON.stringify(replies)) as EchoReply[])).toEqual(lines(replies));
    });

    it('tells addresses apart, whichever answers first', () => {
      const at = (destination: string) => ({ destination, responder: destination });
      const beat = (i: number, rtt: number, destination: string, later: number) =>
        success(i, rtt, { ...at(destination), sentAt: 1000 * i + later });
      const replies = [0, 1, 2].flatMap((i) => {
        const both = [beat(i, 10 + i, '192.0.2.1', 0), beat(i, 50 - i, '192.0.2.2', 0.05)];
        return i === 1 ? both.reverse() : both;
      });
      const found: unknown[] = [];
      from(replies)
        .pipe(ipdv())
        .subscribe(({ destination, sequence, ipdv }) => found.push([destination, sequence, ipdv]));
      expect(found).toEqual([
        ['192.0.2.2', 1, -1],
        ['192.0.2.1', 1, 1],
        ['192.0.2.1', 2, 1],
        ['192.0.2.2', 2, -1],
      ]);
    });

    it('does not mix a series that begins anew with what it was before', () => {
      const at = (destination: string, sentAt: number) => ({ destination, responder: destination, sentAt });
      const replies = [
        success(0, 10, at('192.0.2.1', 0)),
        success(4, 10, at('192.0.2.1', 4000)),
        success(0, 10, at('192.0.2.2', 9000)),
        success(5, 90, at('192.0.2.1', 14_000)),
      ];
      expect(lines(replies)).toEqual([]);
    });

    it('needs no more memory for ever more tags', () => {
      const replies = Array.from({ length: 1000 }, (_, i) => success(0, 10, { tag: i }));
      expect(lines([...replies, success(1, 11, { tag: 0 }), success(1, 12, { tag: 999 })])).toEqual(['192.0.2.1 1: 2']);
    });
  });

  it('has every pair of successive outcomes once', () => {
    fc.assert(
      fc.property(arrivals(['a', 'b']), (stream) => {
        const replies = stream.map(({ reply }) => reply);
        const outcomes = replies.filter((reply) => isOutcome(reply) && reply.status !== 'not-resolved');
        const expected = outcomes.flatMap((later) => {
          const { target, sequence } = later;
          const earlier = outcomes.find((other) => other.target === target && other.sequence === sequence - 1);
          if (earlier === undefined) return [];
          const difference = isSuccess(earlier) && isSuccess(later) ? later.rtt - earlier.rtt : null;
          return `${target} ${sequence}: ${difference}`;
        });
        expect(lines(replies).sort()).toEqual(expected.sort());
      }),
    );
  });

  it('forgets those that wait for a neighbour in vain', () => {
    const everySecond = Array.from({ length: 1000 }, (_, i) => success(2 * i, 10));
    // All but the latest of them have been forgotten.
    const between = [success(1, 12), success(1997, 12)];
    expect(lines([...everySecond, ...between])).toEqual(['192.0.2.1 1997: 2', '192.0.2.1 1998: -2']);
  });
});

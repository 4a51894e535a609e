import fc from 'fast-check';
import { IcmpArgumentError, quorum, type EchoReply, type QuorumOptions } from 'rxicmp';
import { from, map, NEVER, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { inVirtualTime } from '../observables/virtual.ts';
import { echoReply, success, timedOut } from './echoReplies.ts';
import { itIsAnOperator } from './operatorContract.ts';

const oneOfOne = { down: { n: 1, of: 1 }, up: { n: 1, of: 1 } };

/** Replies by the letter of their vantage point: lower case for a success, upper case for a loss. */
function replies(text: string): EchoReply[] {
  return [...text].map((letter, sequence) => {
    const tag = letter.toLowerCase() as never;
    return letter === tag ? success(sequence, 10, { tag }) : timedOut(sequence, { tag });
  });
}

/** As `sequence state: evidence`. */
function lines(source: readonly EchoReply[], options: QuorumOptions<EchoReply> = oneOfOne): string[] {
  const told: string[] = [];
  from(source)
    .pipe(quorum(options))
    .subscribe(({ at, to, evidence }) =>
      told.push(`${at / 1000} ${to}: ${evidence.map(({ sequence }) => sequence).join()}`),
    );
  return told;
}

describe('quorum', () => {
  itIsAnOperator(quorum(oneOfOne), replies('abcABa'));

  it('is emitted when enough see a target down, and when no longer that many do', () => {
    inVirtualTime((_scheduler, { hot, expectObservable, expectSubscriptions }) => {
      const [a, b, c, x, y] = replies('abcAB');
      const source = hot('^--a--b--c--x--y--a---|', { a: a!, b: b!, c: c!, x: x!, y: y! });
      const states = source.pipe(
        quorum(oneOfOne),
        map(({ to }) => to),
      );
      expectObservable(states).toBe('------u--------d--u---|', { u: 'up', d: 'down' });
      expectSubscriptions(source.subscriptions).toBe('^---------------------!');
    });
  });

  it.each([
    ['', []],
    ['a', []],
    ['A', []],
    ['aAaA', []],
    ['ab', ['1 up: 0,1']],
    ['aab', ['2 up: 0,2']],
    ['AB', ['1 down: 0,1']],
    ['Ab', ['1 up: 1']],
    // With two of four down there is no majority.
    ['abcdABC', ['1 up: 0,1', '6 down: 4,5,6']],
    ['ABcd', ['1 down: 0,1', '3 up: 2,3']],
  ])('of %j, by more than half', (text, expected) => {
    expect(lines(replies(text))).toEqual(expected);
  });

  it.each([
    [1, 'abcA', ['0 up: 0', '3 down: 3']],
    [1, 'Aab', ['0 down: 0', '1 up: 1']],
    [3, 'abAB', []],
    [3, 'abcABCa', ['2 up: 0,1,2', '5 down: 3,4,5', '6 up: 6']],
  ])('by %i, of %j', (agree, text, expected) => {
    expect(lines(replies(text), { ...oneOfOne, agree })).toEqual(expected);
  });

  it('rests on the opinions of vantage points, formed as those of reachability', () => {
    const told = lines(replies('aabb' + 'AABBA' + 'B'), {});
    expect(told).toEqual(['3 up: 0,1,2,3', '9 down: 4,5,8,6,7,9']);
  });

  it('takes nothing down for a vantage point that cannot send', () => {
    const unsent = (tag: string): EchoReply => echoReply('not-sent', { tag: tag as never });
    expect(lines([...replies('abc'), ...'aaabbb'.split('').map(unsent)])).toEqual(['1 up: 0,1']);
  });

  it('tells vantage points apart by identity, or as it is told', () => {
    const tagged = replies('abAB').map(
      (reply) => ({ ...reply, tag: { site: String(reply.tag) } }) as never as EchoReply,
    );
    const site = (reply: EchoReply): string => (reply.tag as never as { site: string }).site;
    expect(lines(tagged, { ...oneOfOne, vantage: site })).toEqual(['1 up: 0,1', '3 down: 2,3']);
    // Four objects are four vantage points.
    expect(lines(tagged)).toEqual(['1 up: 0,1']);
  });

  it('does not count a vantage point that has been silent', () => {
    inVirtualTime((scheduler) => {
      const source = new Subject<EchoReply>();
      const told: string[] = [];
      source.pipe(quorum({ ...oneOfOne, silence: 100 })).subscribe(({ to }) => told.push(`${scheduler.now()} ${to}`));
      const say = (at: number, text: string): unknown =>
        scheduler.schedule(() => replies(text).forEach((reply) => source.next(reply)), at);
      say(10, 'abcd');
      say(60, 'AB');
      // c and d sent replies only until 110, so from then on two of two see it down.
      say(110, 'A');
      say(111, 'A');
      scheduler.flush();
      expect(told).toEqual(['10 up', '111 down']);
    });
  });

  describe('when too few have an opinion', () => {
    /** The transitions when `ab` have been silent for long, and then `after` comes. */
    function statesAfter(before: string, after: string): string[] {
      const told: string[] = [];
      inVirtualTime((scheduler) => {
        const source = new Subject<EchoReply>();
        source.pipe(quorum({ ...oneOfOne, silence: 100 })).subscribe(({ to, evidence }) => {
          told.push(`${scheduler.now()} ${to} ${evidence.map(({ tag }) => tag).join('')}`);
        });
        scheduler.schedule(() => replies(before).forEach((reply) => source.next(reply)), 10);
        [...after].forEach((letter, i) => {
          scheduler.schedule(() => replies(letter).forEach((reply) => source.next(reply)), 1000 + i);
        });
        scheduler.flush();
      });
      return told;
    }

    it('a target that nobody sees down any more is up', () => {
      expect(statesAfter('AB', 'c'.repeat(99))).toEqual(['10 down ab', '1000 up c']);
      expect(statesAfter('AB', 'a')).toEqual(['10 down ab', '1000 up a']);
    });

    it('a target that somebody sees down stays as it was', () => {
      expect(statesAfter('AB', 'CCC')).toEqual(['10 down ab']);
      expect(statesAfter('AB', 'CCcC')).toEqual(['10 down ab', '1002 up c']);
      expect(statesAfter('ab', 'CCC')).toEqual(['10 up ab']);
    });
  });

  it('keeps targets apart', () => {
    const both = replies('abAB').flatMap((reply) => [reply, { ...reply, target: 'b' } as EchoReply]);
    const told: string[] = [];
    from(both)
      .pipe(quorum(oneOfOne))
      .subscribe(({ target, to }) => told.push(`${target} ${to}`));
    expect(told).toEqual(['192.0.2.1 up', 'b up', '192.0.2.1 down', 'b down']);
  });

  it('is what a naive count of opinions says', () => {
    const text = fc.array(fc.constantFrom(...'abcdeABCDE'), { maxLength: 60 }).map((letters) => letters.join(''));
    const agree = fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined });
    fc.assert(
      fc.property(text, agree, (text, agree) => {
        const expected: string[] = [];
        let state = 'unknown';
        [...text].forEach((_letter, i) => {
          const latest = [...'abcde'].flatMap(
            (tag) => [...text.slice(0, i + 1)].filter((l) => l.toLowerCase() === tag).at(-1) ?? [],
          );
          const downs = latest.filter((letter) => letter < 'a').length;
          const needed = agree ?? Math.max(2, Math.floor(latest.length / 2 + 1));
          if (latest.length < needed) return;
          const next = downs >= needed ? 'down' : 'up';
          if (next !== state) expected.push(`${i} ${next}`);
          state = next;
        });
        const told = lines(replies(text), { ...oneOfOne, agree }).map((line) => line.split(':')[0]);
        expect(told).toEqual(expected);
      }),
    );
  });

  it.each([
    [null, 'options', 'an object'],
    [{ flap: {} }, 'flap', 'one of down, up, vote, agree, vantage, silence, idle'],
    [{ up: { n: 3, of: 2 } }, 'up.n', 'an integer from 1 to 2'],
    [{ agree: 0 }, 'agree', 'an integer from 1 to 1000000'],
    [{ agree: 1.5 }, 'agree', 'an integer from 1 to 1000000'],
    [{ vantage: 'tag' }, 'vantage', 'a function of a reply'],
    [{ silence: 0 }, 'silence', 'a number of milliseconds above 0, at most 4294967294'],
    [{ idle: 0 }, 'idle', 'a number of milliseconds above 0, at most 4294967294'],
  ])('rejects %j on subscription', (options, argument, expected) => {
    const errors: unknown[] = [];
    NEVER.pipe(quorum(options as never)).subscribe({ error: (error) => errors.push(error) });
    expect(errors).toEqual([expect.any(IcmpArgumentError)]);
    expect(errors).toMatchObject([{ argument, expected }]);
  });
});

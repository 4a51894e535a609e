import fc from 'fast-check';
import { IcmpArgumentError, routeChanges, traceroute, type Hop, type Reroute } from 'rxicmp';
import { simulate } from 'rxicmp/testing';
import { from, map, NEVER } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { inVirtualTime } from '../observables/virtual.ts';
import { echoReply } from './echoReplies.ts';
import { itIsAnOperator } from './operatorContract.ts';

const target = 'host.example';

/** A round in letters: `a` answers at the first hop, `bc` both answer at the second, `.` is silence, `!` ends the way. */
function roundOf(text: string, round: number, more: Partial<Hop> = {}): Hop[] {
  const parts = text.replace('!', '').split(' ');
  return parts.map((part, i) => {
    const responders = part === '.' ? [] : [...part];
    const final = text.endsWith('!') && i === parts.length - 1;
    const replies = [echoReply('ttl-expired-in-transit', { sentAt: 1000 * round + i })];
    return { target, round, ttl: i + 1, responders, final, replies, ...more } as Hop;
  });
}

const roundsOf = (...texts: readonly string[]): Hop[] => texts.flatMap((text, round) => roundOf(text, round));
const times = (count: number, text: string): string[] => Array<string>(count).fill(text);
const inWords = ({ round, ttl, from, to }: Reroute): string =>
  `${round} at ${ttl}: ${[from, to].map((way) => way.map((hop) => hop.join('') || '.').join(' ')).join(' -> ')}`;

function changesOf(hops: readonly Hop[], rounds?: number): Reroute[] {
  const changes: Reroute[] = [];
  from(hops)
    .pipe(routeChanges({ rounds }))
    .subscribe((change) => changes.push(change));
  return changes;
}

const told = (texts: readonly string[], rounds = 2): string[] => changesOf(roundsOf(...texts), rounds).map(inWords);

describe('routeChanges', () => {
  itIsAnOperator(routeChanges({ rounds: 1 }), roundsOf('a!', 'b!', 'c!', 'd!'));

  it('is emitted when another way was gone for so many rounds, as documented', () => {
    inVirtualTime((_scheduler, { hot, expectObservable, expectSubscriptions }) => {
      const [a, b] = roundOf('x y!', 0);
      const c = roundOf('x z!', 2)[1]!;
      // Each round has a number of its own.
      let round = -1;
      const source = hot('--ab----ab----ac----ac--|', { a: a!, b: b!, c });
      const numbered = source.pipe(map((hop) => ({ ...hop, round: hop.ttl === 1 ? ++round : round })));
      expectObservable(numbered.pipe(routeChanges({ rounds: 2 }), map(inWords))).toBe('---------------------x--|', {
        x: '2 at 2: x y -> x z',
      });
      expectSubscriptions(source.subscriptions).toBe('^-----------------------!');
    });
  });

  it('says from when on, where, from what and to what', () => {
    expect(changesOf(roundsOf(...times(5, 'a bc d!'), ...times(5, 'a ef d!')))).toEqual([
      { target, round: 5, at: 5000, ttl: 2, from: [['a'], ['b', 'c'], ['d']], to: [['a'], ['e', 'f'], ['d']] },
    ]);
  });

  it.each<[string, string[], string[]]>([
    ['the same way', times(9, 'a b c!'), []],
    ['a way that never settles', ['a!', 'b!', 'c!', 'd!', 'e!'], []],
    ['one round of another way', ['a b!', 'a b!', 'a c!', 'a b!', 'a b!'], []],
    ['two rounds that go different other ways', ['a b!', 'a b!', 'a c!', 'a d!', 'a b!'], []],
    ['a way and back', ['a!', 'a!', 'b!', 'b!', 'a!', 'a!'], ['2 at 1: a -> b', '4 at 1: b -> a']],
    ['a short detour, and the same for good later', ['a!', 'a!', 'b!', 'a!', 'b!', 'b!'], ['4 at 1: a -> b']],
    ['a longer way', ['a b!', 'a b!', 'a c b!', 'a c b!'], ['2 at 2: a b -> a c b']],
    ['a shorter way', ['a c b!', 'a c b!', 'a b!', 'a b!'], ['2 at 2: a c b -> a b']],
    ['a way that a router ends', ['a b c!', 'a b c!', 'a b!', 'a b!'], ['2 at 3: a b c -> a b']],
    ['a longer way behind silence', ['a . b!', 'a . b!', 'a . . b!', 'a . . b!'], ['2 at 4: a . b -> a . . b']],
    ['a hop that is silent at times', ['a . c!', 'a . c!', 'a b c!', 'a . c!', 'a b c!'], []],
    ['a target that is silent', ['a b!', 'a b!', 'a . .', 'a . .', 'a . .'], []],
    ['no round that could be sent', ['a b!', 'a b!', '.!', '.!', '.!'], []],
    ['load that is shared in a round', ['a bc!', 'a bc!', 'a b!', 'a b!', 'a c!', 'a c!'], []],
    ['load that is shared by turns', ['b!', 'c!', 'b!', 'b!', 'c!', 'c!', 'c!', 'b!'], []],
    ['one more that shares it', ['a!', 'a!', 'ab!', 'b!', 'b!', 'b!'], []],
    ['one more that shares it by turns', ['a!', 'a!', 'b!', 'a!', 'b!', 'a!', 'b!', 'b!', 'b!'], []],
    ['shared load that moves', ['ab!', 'ab!', 'c!', 'd!', 'c!', 'd!'], ['2 at 1: ab -> cd']],
    ['silence before anybody ends the way', ['a b .', 'a b .', 'a c .', 'a c .', 'a c .'], ['2 at 2: a b -> a c']],
  ])('is emitted for what is a change: %s', (_name, texts, expected) => {
    expect(told(texts)).toEqual(expected);
  });

  it('keeps targets apart', () => {
    const other = times(4, 'a c!').flatMap((text, round) => roundOf(text, round, { target: 'other.example' }));
    const mixed = roundsOf('a b!', 'a b!', 'a c!', 'a c!').flatMap((hop, i) => [hop, other[i]!]);
    expect(changesOf(mixed, 2).map((change) => `${change.target} ${inWords(change)}`)).toEqual([
      `${target} 2 at 2: a b -> a c`,
    ]);
  });

  it('goes on when a trace begins again', () => {
    expect(changesOf([...roundsOf('a b', 'a b'), ...roundsOf('a c', 'a c', 'a c')], 2).map(inWords)).toEqual([
      '0 at 2: a b -> a c',
    ]);
  });

  it('tells each change once, in the round that makes it one, and nothing that is shorter', () => {
    const ways = fc.uniqueArray(fc.constantFrom('p', 'q', 'r', 's'), { minLength: 2, maxLength: 4 });
    const spells = fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 6 })), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(ways, spells, fc.integer({ min: 1, max: 4 }), (names, lengths, rounds) => {
        // Each spell has one way, and no two short spells have the same way: that would be load sharing.
        let usual: string | null = null;
        const [texts, expected]: [string[], string[]] = [[], []];
        const short = new Set<string>();
        for (const [index, length] of lengths) {
          const way = names[index % names.length]!;
          const isLong = length >= rounds;
          if (usual === null && !isLong) continue;
          if (way !== usual && !isLong) {
            if (short.has(way)) continue;
            short.add(way);
          }
          // Before another detour the usual way comes again, so that two detours do not become one.
          if (usual !== null) texts.push(`a ${usual} z!`);
          if (way !== usual && isLong) {
            if (usual !== null) expected.push(`${texts.length} at 2: a ${usual} z -> a ${way} z`);
            usual = way;
            short.clear();
          }
          texts.push(...times(length, `a ${way} z!`));
        }
        expect(told(texts, rounds)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('is never emitted while one address answers at each hop in each round, whoever shares the load with it', () => {
    const hop = fc.uniqueArray(fc.constantFrom('b', 'c', 'd', 'e'), { maxLength: 3 });
    fc.assert(
      fc.property(fc.array(fc.tuple(hop, hop, fc.boolean()), { maxLength: 30 }), (rounds) => {
        const texts = rounds.map(
          ([first, second, silent]) => `a${first.join('')} ${silent ? '.' : `x${second.join('')}`} z!`,
        );
        expect(told(texts, 1)).toEqual([]);
      }),
    );
  });

  it('sees a way that moves on the simulated network', () => {
    const [near, before, after] = ['198.51.100.1', '198.51.100.2', '198.51.100.3'] as const;
    const phases = [
      { for: 1000, routers: [near, before] },
      { for: 9000, routers: [near, after] },
    ];
    const scenario = {
      hosts: [{ address: '192.0.2.1', phases }],
      routers: [near, before, after].map((address) => ({ address })),
    };
    const trace = { probes: 1, rounds: 20, interval: 100 };
    const changes = simulate(scenario, ({ record }) =>
      record(traceroute('192.0.2.1', trace).pipe(routeChanges(), map(inWords)), 3000),
    );
    const [from, to] = [before, after].map((router) => `${near} ${router} 192.0.2.1`);
    expect(changes.map(({ value }) => value)).toEqual([`10 at 2: ${from} -> ${to}`]);
  });

  it('emits what survives JSON', () => {
    const changes = changesOf(roundsOf('a!', 'b!'), 1);
    expect(JSON.parse(JSON.stringify(changes))).toEqual(changes);
  });

  it.each([
    [{ rounds: 0 }, 'rounds', 'an integer from 1 to 1000'],
    [{ rounds: 1.5 }, 'rounds', 'an integer from 1 to 1000'],
    [{ idle: 0 }, 'idle', expect.any(String)],
    [{ round: 5 }, 'round', 'one of rounds, idle'],
    [null, 'options', 'an object'],
  ])('%# is an error of the subscription', (options, argument, expected) => {
    const errors: unknown[] = [];
    NEVER.pipe(routeChanges(options as never)).subscribe({ error: (error) => errors.push(error) });
    expect(errors[0]).toBeInstanceOf(IcmpArgumentError);
    expect(errors).toMatchObject([{ argument, expected }]);
  });
});

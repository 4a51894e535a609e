import fc from 'fast-check';
import {
  IcmpArgumentError,
  ping,
  reachability,
  type EchoReply,
  type ReachabilityOptions,
  type Transition,
} from 'rxicmp';
import { SimulatedNetwork } from 'rxicmp/testing';
import { EMPTY, from, map, NEVER, Subject, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { inVirtualTime } from '../observables/virtual.ts';
import { echoReply, success, timedOut } from './echoReplies.ts';
import { itIsAnOperator } from './operatorContract.ts';

/** Replies of one target by letters: s for success, t for timed-out, others for replies without a vote. */
function replies(text: string): EchoReply[] {
  return [...text].map((letter, sequence) => {
    if (letter === 's') return success(sequence, 10);
    if (letter === 't') return timedOut(sequence);
    const status = {
      r: 'destination-host-unreachable',
      n: 'not-sent',
      x: 'not-resolved',
      b: 'not-resolved',
      k: 'skipped',
      l: 'late',
      d: 'duplicate',
    } as const;
    // Beside the probe of the last good address.
    const destination = letter === 'b' ? { destination: '192.0.2.1' } : {};
    return echoReply(status[letter as keyof typeof status], { sequence, sentAt: 1000 * sequence, ...destination });
  });
}

function transitionsOf(source: readonly EchoReply[], options: ReachabilityOptions<EchoReply> = {}): Transition[] {
  let result: Transition[] = [];
  from(source)
    .pipe(reachability(options), toArray())
    .subscribe((values) => (result = values));
  return result;
}

/** As `from>to at sequences of the evidence`, with ~ for flapping. */
function lines(text: string, options: ReachabilityOptions<EchoReply> = {}): string[] {
  return transitionsOf(replies(text), options).map(({ from, to, flapping, evidence }) => {
    return `${from}>${to}${flapping ? '~' : ''} ${evidence.map(({ sequence }) => sequence).join()}`;
  });
}

describe('reachability', () => {
  itIsAnOperator(reachability(), replies('ssttt'));

  it('is emitted when it changes', () => {
    inVirtualTime((_scheduler, { hot, expectObservable, expectSubscriptions }) => {
      const source = hot('^--s--s--t--s--t--t--t--s--s---|', { s: success(0, 10), t: timedOut(0) });
      const states = source.pipe(
        reachability(),
        map(({ to }) => to),
      );
      expectObservable(states).toBe('------u--------------d-----u---|', { u: 'up', d: 'down' });
      expectSubscriptions(source.subscriptions).toBe('^------------------------------!');
    });
  });

  it('says what has decided it', () => {
    const source = replies('snst' + 'ltdtks');
    expect(transitionsOf(source)).toEqual([
      {
        kind: 'reachability',
        target: '192.0.2.1',
        at: 2000,
        from: 'unknown',
        to: 'up',
        flapping: false,
        evidence: [source[0], source[2]],
      },
      {
        kind: 'reachability',
        target: '192.0.2.1',
        at: 7000,
        from: 'up',
        to: 'down',
        flapping: false,
        evidence: [source[3], source[5], source[7]],
      },
    ]);
  });

  it.each([
    ['', []],
    ['s', []],
    ['ss', ['unknown>up 0,1']],
    ['st', []],
    ['ttt', ['unknown>down 0,1,2']],
    ['trr', ['unknown>down 0,1,2']],
    ['nbkldnbkldnbkld', []],
    // A typo: no host was ever probed.
    ['xxx', ['unknown>down 0,1,2']],
    ['ssbsbsb', ['unknown>up 0,1']],
    ['ssxxnx', ['unknown>up 0,1', 'up>down 2,3,5']],
    ['ssttstts', ['unknown>up 0,1']],
    ['ssttt' + 'stss', ['unknown>up 0,1', 'up>down 2,3,4', 'down>up 7,8']],
    ['ssttnnnnt', ['unknown>up 0,1', 'up>down 2,3,8']],
  ])('of %j, by 3 of 3 and 2 of 2', (text, expected) => {
    expect(lines(text)).toEqual(expected);
  });

  it.each([
    ['t', { down: { n: 1, of: 1 } }, ['unknown>down 0']],
    ['tst', { down: { n: 2, of: 3 } }, ['unknown>down 0,2']],
    ['tsst', { down: { n: 2, of: 3 } }, ['unknown>up 1,2']],
    ['ssttstt', { down: { n: 4, of: 5 }, up: { n: 1, of: 1 } }, ['unknown>up 0', 'up>down 2,3,5,6']],
    // An old success has no part in a decision by a loss, though two of the latest four are enough for either state.
    [
      'ststst',
      { down: { n: 2, of: 4 }, up: { n: 2, of: 4 } },
      ['unknown>up 0,2', 'up>down 1,3', 'down>up 2,4', 'up>down 3,5'],
    ],
  ])('of %j, by %j', (text, options, expected) => {
    expect(lines(text, options)).toEqual(expected);
  });

  it('keeps targets apart', () => {
    const both = replies('sstt').flatMap((reply) => [reply, { ...reply, target: 'b' } as EchoReply]);
    const transitions = transitionsOf(both, { down: { n: 2, of: 2 } });
    expect(transitions.map(({ target, to }) => `${target} ${to}`)).toEqual([
      '192.0.2.1 up',
      'b up',
      '192.0.2.1 down',
      'b down',
    ]);
  });

  it('asks `vote`', () => {
    const slow = (reply: EchoReply) => (reply.rtt === null ? 'abstain' : reply.rtt > 50 ? 'down' : 'up');
    const source = [10, 60, 70, 80].map((rtt, sequence) => success(sequence, rtt));
    const states = transitionsOf(source, { vote: slow, up: { n: 1, of: 1 } }).map(({ to }) => to);
    expect(states).toEqual(['up', 'down']);
  });

  it('passes on what `vote` throws', () => {
    inVirtualTime((_scheduler, { hot, expectObservable, expectSubscriptions }) => {
      const failure = new Error('no vote');
      const vote = (): 'up' => {
        throw failure;
      };
      const source = hot('--s--s', { s: success(0, 10) });
      expectObservable(source.pipe(reachability({ vote }))).toBe('--#', undefined, failure);
      expectSubscriptions(source.subscriptions).toBe('^-!');
    });
  });

  it.each([true, 'UP', undefined])('ends with an error when the vote is %s', (said) => {
    const errors: unknown[] = [];
    from([success(0, 10)])
      .pipe(reachability({ vote: () => said as 'up' }))
      .subscribe({ error: (error) => errors.push(error) });
    expect(errors).toEqual([expect.any(IcmpArgumentError)]);
    expect(errors).toMatchObject([{ argument: 'vote', expected: "'up', 'down' or 'abstain'" }]);
  });

  describe('flapping', () => {
    const flap = { changes: 3, of: 5 };

    it('goes with a transition, and is told when it ends: so it is known where a target came to rest', () => {
      const options = { flap, down: { n: 1, of: 1 }, up: { n: 1, of: 1 } };
      const expected = ['unknown>up 0', 'up>down 2', 'down>up 3', 'up>down~ 4', 'down>up~ 5', 'up>down~ 6'];
      expect(lines('sstststttttt', options)).toEqual([...expected, 'down>down 4,5,6,7,8']);
    });

    it('is told while the state stays', () => {
      const expected = ['unknown>up 0,1', 'up>up~ 0,1,2,3,4', 'up>up 4,5,6,7,8', 'up>down 6,7,8,9,10'];
      expect(lines('sstststtttt', { flap, down: { n: 5, of: 5 } })).toEqual(expected);
    });

    it('is not told of a target that is unknown', () => {
      expect(lines('stststst', { flap })).toEqual([]);
      expect(lines('stststsss', { flap })).toEqual(['unknown>up~ 6,7', 'up>up 4,5,6,7,8']);
    });
  });

  it('is what a naive count over all that came before says', () => {
    const nOfM = fc
      .integer({ min: 1, max: 6 })
      .chain((of) => fc.record({ n: fc.integer({ min: 1, max: of }), of: fc.constant(of) }));
    const flap = fc
      .integer({ min: 2, max: 8 })
      .chain((of) => fc.record({ changes: fc.integer({ min: 1, max: of - 1 }), of: fc.constant(of) }));
    const text = fc.array(fc.constantFrom(...'sssstttrxnbkld'), { maxLength: 60 }).map((letters) => letters.join(''));
    fc.assert(
      fc.property(text, nOfM, nOfM, fc.option(flap, { nil: undefined }), (text, down, up, flap) => {
        const expected: string[] = [];
        let [state, flapping] = ['unknown', false];
        [...text].forEach((letter, i) => {
          const said = letter === 's' ? 's' : /[trx]/.test(letter) ? 't' : null;
          if (said === null) return;
          const voters = [...text].flatMap((other, j) => (j <= i && /[strx]/.test(other) ? j : []));
          const voteOf = (j: number): string => (text[j] === 's' ? 's' : 't');
          const rule = said === 's' ? up : down;
          const agreeing = voters.slice(-rule.of).filter((j) => voteOf(j) === said);
          const seen = voters.slice(-(flap?.of ?? 1));
          const changes = seen.filter((j, k) => k > 0 && voteOf(j) !== voteOf(seen[k - 1]!)).length;
          const flaps = flap !== undefined && changes >= flap.changes;
          const next = agreeing.length >= rule.n ? (said === 's' ? 'up' : 'down') : state;
          if (next === state && (flaps === flapping || state === 'unknown')) return;
          const evidence = next === state ? seen : agreeing;
          expected.push(`${state}>${next}${flaps ? '~' : ''} ${evidence.join()}`);
          [state, flapping] = [next, flaps];
        });
        expect(lines(text, { down, up, flap })).toEqual(expected);
      }),
    );
  });

  it.each([
    ['a day', {}, 86_400_000, ['up', 'up']],
    ['not earlier', {}, 86_399_000, ['up']],
    ['what is said', { idle: 60_000 }, 60_001, ['up', 'up']],
  ])('forgets a target after %s without replies', (_name, options, pause, expected) => {
    inVirtualTime((scheduler) => {
      const source = new Subject<EchoReply>();
      const states: string[] = [];
      source.pipe(reachability(options)).subscribe(({ to }) => states.push(to));
      const both = (): void => replies('ss').forEach((reply) => source.next(reply));
      both();
      scheduler.schedule(both, pause + 1);
      scheduler.flush();
      expect(states).toEqual(expected);
    });
  });

  it('goes with a series to a host that goes away and comes back', () => {
    inVirtualTime((scheduler) => {
      const latency = [10, 10, 10, 500, 500, 500, 500, 10, 10, 10];
      const driver = new SimulatedNetwork({ hosts: [{ address: '192.0.2.1', latency }] }, scheduler);
      const series = ping('192.0.2.1', { driver, interval: 1000, count: 10, timeout: 200 });
      const told: string[] = [];
      series.pipe(reachability()).subscribe(({ to }) => told.push(`${scheduler.now()} ${to}`));
      scheduler.flush();
      expect(told).toEqual(['1010 up', '5200 down', '8010 up']);
    });
  });

  const whole = 'an integer from';
  it('a number of losses is written as an object', () => {
    const errors: unknown[] = [];
    EMPTY.pipe(reachability({ down: 3 as never })).subscribe({ error: (error) => errors.push(error) });
    expect(errors).toMatchObject([{ argument: 'down', fix: 'write { n: 3, of: 3 }.' }]);
  });

  it.each([
    [null, 'options', 'an object'],
    [{ dwon: {} }, 'dwon', 'one of down, up, flap, vote, idle'],
    [{ down: 3 }, 'down', 'an object'],
    [{ down: { n: 1 } }, 'down.of', `${whole} 1 to 1000`],
    [{ down: { of: 3 } }, 'down.n', `${whole} 1 to 3`],
    [{ down: { n: 4, of: 3 } }, 'down.n', `${whole} 1 to 3`],
    [{ up: { n: 3, of: 2 } }, 'up.n', `${whole} 1 to 2`],
    [{ up: { n: 0, of: 2 } }, 'up.n', `${whole} 1 to 2`],
    [{ up: { n: -1, of: 2 } }, 'up.n', `${whole} 1 to 2`],
    [{ up: { n: 1, of: 1001 } }, 'up.of', `${whole} 1 to 1000`],
    [{ up: { n: 1, off: 1 } }, 'off', 'one of n, of'],
    [{ flap: { changes: 5, of: 5 } }, 'flap.changes', `${whole} 1 to 4`],
    [{ flap: { changes: 1, of: 1 } }, 'flap.of', `${whole} 2 to 1000`],
    [{ flap: { n: 1, of: 2 } }, 'n', 'one of changes, of'],
    [{ vote: 'up' }, 'vote', 'a function of a reply'],
    [{ idle: 0 }, 'idle', 'a number of milliseconds above 0, at most 4294967294'],
  ])('rejects %j on subscription', (options, argument, expected) => {
    const errors: unknown[] = [];
    NEVER.pipe(reachability(options as never)).subscribe({ error: (error) => errors.push(error) });
    expect(errors).toEqual([expect.any(IcmpArgumentError)]);
    expect(errors).toMatchObject([{ argument, expected }]);
  });
});

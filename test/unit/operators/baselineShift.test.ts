import fc from 'fast-check';
import { baselineShift, IcmpArgumentError, type BaselineShiftOptions, type EchoReply } from 'rxicmp';
import { from, map, NEVER } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { inVirtualTime } from '../observables/virtual.ts';
import { echoReply, success, timedOut } from './echoReplies.ts';
import { itIsAnOperator } from './operatorContract.ts';

const twoAndTwo = { recent: 2, baseline: 2 };
const shifted = [10, 10, 10, 10, 25, 25, 25].map((rtt, i) => success(i, rtt));

/** As `sequence state`. */
function lines(replies: readonly EchoReply[], options: BaselineShiftOptions = {}): string[] {
  const states: string[] = [];
  from(replies)
    .pipe(baselineShift(options))
    .subscribe(({ to, at }) => states.push(`${at / 1000} ${to}`));
  return states;
}

function times(...rtts: number[]): EchoReply[] {
  return rtts.map((rtt, sequence) => success(sequence, rtt));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return (sorted[Math.ceil(sorted.length / 2 - 1)]! + sorted[Math.floor(sorted.length / 2)]!) / 2;
}

describe('baselineShift', () => {
  itIsAnOperator(baselineShift(twoAndTwo), shifted);

  it('is emitted when times are longer than usual, and when they are usual again', () => {
    inVirtualTime((_scheduler, { hot, expectObservable, expectSubscriptions }) => {
      const source = hot('^--a--a--a--a--b--b--b---|', { a: success(0, 10), b: success(0, 25) });
      const states = source.pipe(
        baselineShift(twoAndTwo),
        map(({ to }) => to),
      );
      expectObservable(states).toBe('------------n-----r--n---|', { n: 'normal', r: 'raised' });
      expectSubscriptions(source.subscriptions).toBe('^------------------------!');
    });
  });

  it('gives the recent replies as evidence', () => {
    const told: unknown[] = [];
    from(shifted)
      .pipe(baselineShift(twoAndTwo))
      .subscribe((value) => told.push(value));
    const common = { kind: 'latency', target: '192.0.2.1', flapping: false };
    expect(told).toEqual([
      { ...common, at: 3000, from: 'unknown', to: 'normal', evidence: shifted.slice(2, 4) },
      { ...common, at: 5000, from: 'normal', to: 'raised', evidence: shifted.slice(4, 6) },
      { ...common, at: 6000, from: 'raised', to: 'normal', evidence: shifted.slice(5, 7) },
    ]);
  });

  it('takes no notice of outliers, losses and what is no success', () => {
    const outliers = times(10, 10, 10, 10, 10, 10, 900, 10, 10, 900, 10, 10);
    expect(lines(outliers, { recent: 3 })).toEqual(['5 normal']);
    const [one, two, three, four] = times(10, 10, 10, 10);
    const beside = [
      timedOut(9),
      echoReply('late', { rtt: 2000 }),
      echoReply('destination-net-unreachable', { rtt: 999 }),
    ];
    expect(lines([one!, ...beside, two!, ...beside, three!, four!], twoAndTwo)).toEqual(['3 normal']);
  });

  it('takes small differences for the same', () => {
    expect(lines(times(0.1, 0.1, 0.9, 0.9), twoAndTwo)).toEqual(['3 normal']);
    expect(lines(times(0.1, 0.1, 0.9, 0.9), { ...twoAndTwo, least: 0 })).toEqual(['3 raised']);
    expect(lines(times(0, 0, 2, 2), twoAndTwo)).toEqual(['3 raised']);
  });

  it('needs less to stay raised than to get there', () => {
    const usual = Array.from({ length: 10 }, () => 100);
    const replies = times(...usual, 190, 190, 205, 205, 160, 160, 140, 140);
    expect(lines(replies, { recent: 2 })).toEqual(['3 normal', '13 raised', '17 normal']);
    expect(lines(replies, { recent: 2, clear: 2 })).toEqual(['3 normal', '13 raised', '14 normal']);
  });

  it('is what a naive comparison says', () => {
    const rtt = fc.integer({ min: 1, max: 40 });
    const options = fc
      .record({ recent: fc.integer({ min: 1, max: 5 }), more: fc.nat(10), factor: fc.constantFrom(1, 1.5, 2, 3) })
      .map(({ recent, more, factor }) => ({ recent, baseline: recent + more, factor, least: 2 }));
    fc.assert(
      fc.property(fc.array(rtt, { maxLength: 80 }), options, (rtts, { recent, baseline, factor, least }) => {
        const expected: string[] = [];
        let state = 'unknown';
        rtts.forEach((_rtt, i) => {
          const seen = rtts.slice(0, i + 1);
          const usual = seen.slice(0, -recent).slice(-baseline);
          if (usual.length < recent) return;
          const needed = median(usual) * (state === 'raised' ? (1 + factor) / 2 : factor);
          const now = median(seen.slice(-recent));
          const next = now >= needed && now - median(usual) >= least ? 'raised' : 'normal';
          if (next !== state) expected.push(`${i} ${next}`);
          state = next;
        });
        expect(lines(times(...rtts), { recent, baseline, factor, least })).toEqual(expected);
      }),
    );
  });

  it.each([
    [null, 'options', 'an object'],
    [{ ratio: 2 }, 'ratio', 'one of recent, baseline, factor, clear, least, idle'],
    [{ recent: 0 }, 'recent', 'an integer from 1 to 1000'],
    [{ recent: 20, baseline: 10 }, 'baseline', 'an integer from 20 to 10000'],
    [{ factor: 0.5 }, 'factor', 'a number of at least 1'],
    [{ factor: Infinity }, 'factor', 'a number of at least 1'],
    [{ clear: 3 }, 'clear', 'a number from 1 to 2'],
    [{ least: -1 }, 'least', 'a number of at least 0'],
    [{ idle: 0 }, 'idle', 'a number of milliseconds above 0, at most 4294967294'],
  ])('rejects %j on subscription', (options, argument, expected) => {
    const errors: unknown[] = [];
    NEVER.pipe(baselineShift(options as never)).subscribe({ error: (error) => errors.push(error) });
    expect(errors).toEqual([expect.any(IcmpArgumentError)]);
    expect(errors).toMatchObject([{ argument, expected }]);
  });
});

import { describe, expect, it } from 'vitest';
import { figure, verdictOn, type Goal } from '../../bench/figure.ts';
import { median } from '../../bench/median.ts';
import { quantile } from '../../bench/quantile.ts';
import { costRatios, speedRatios, type Lap } from '../../bench/speedRatios.ts';

const lap = (count: number, milliseconds: number): Lap => ({ count, lost: 0, milliseconds });

describe('median', () => {
  it('is the middle one, whatever their order', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([10, 9, 2])).toBe(9);
  });

  it('is the mean of the middle two of an even number', () => expect(median([4, 1, 3, 100])).toBe(3.5));

  it('leaves its argument as it was', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });

  it('of nothing is no number', () => expect(median([])).toBeNaN());

  it.each([[[NaN, 0.3, 0.4]], [[0.3, NaN, 0.4]], [[0.3, 0.4, NaN]]])('of %j is no number', (values) =>
    expect(median(values)).toBeNaN(),
  );
});

describe('quantile', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);

  it.each([
    [0, 1],
    [0.01, 1],
    [0.5, 50],
    [0.99, 99],
    [0.991, 100],
    [1, 100],
  ])('%d of 1 to 100 is %d', (q, expected) => expect(quantile(hundred, q)).toBe(expected));

  it('of nothing is no number', () => expect(quantile([], 0.5)).toBeNaN());
});

describe('speedRatios', () => {
  it('compares the rounds one by one, by what was done in a second', () => {
    const ours = [lap(1000, 10), lap(1000, 50)];
    const theirs = [lap(1000, 20), lap(500, 50)];
    expect(speedRatios(ours, theirs)).toEqual([2, 2]);
  });

  it('wants as many rounds of both', () => expect(() => speedRatios([lap(1, 1)], [])).toThrow(RangeError));
});

describe('costRatios', () => {
  it('compares what a probe took, round by round', () => {
    const ours = [{ ...lap(1000, 10), cpu: 20 }, lap(1000, 10)];
    const theirs = [
      { ...lap(500, 10), cpu: 20 },
      { ...lap(500, 10), cpu: 20 },
    ];
    expect(costRatios(ours, theirs)).toEqual([0.5, NaN]);
  });
});

describe('a figure', () => {
  const higher: Goal = { better: 'higher', reach: 1.8, floor: 1.5 };
  const lower: Goal = { better: 'lower', reach: 10, floor: 20 };

  it('is the median of its rounds', () => expect(figure('speed', 'x', higher, [1, 3, 2]).value).toBe(2));

  it.each([
    [higher, 1.8, 'reached'],
    [higher, 1.79, 'above the floor'],
    [higher, 1.5, 'above the floor'],
    [higher, 1.49, 'BELOW THE FLOOR'],
    [lower, 10, 'reached'],
    [lower, 10.1, 'above the floor'],
    [lower, 20, 'above the floor'],
    [lower, 20.1, 'BELOW THE FLOOR'],
    [{ ...higher, floor: null }, 1, ''],
    [{ ...higher, reach: null }, 1.6, ''],
    [{ ...higher, reach: null }, 1.4, 'BELOW THE FLOOR'],
  ] as const)('against %o is at %d: %s', (goal, value, expected) => {
    expect(verdictOn(figure('it', 'x', goal, [value]), true)).toBe(expected);
  });

  it('that was not measured is below its floor', () => {
    expect(verdictOn(figure('it', 'x', higher, []), true)).toBe('BELOW THE FLOOR');
    expect(verdictOn(figure('it', 'x', { ...higher, needsFreeProcessors: true }, []), false)).toBe('BELOW THE FLOOR');
    expect(verdictOn(figure('it', 'x', { ...lower, reach: 0, floor: 0 }, [NaN]), true)).toBe('BELOW THE FLOOR');
  });

  it.each([
    [true, true, 1.4, 'BELOW THE FLOOR'],
    [true, false, 1.4, 'not judged: other programs run'],
    [true, false, 1.8, 'reached'],
    [undefined, false, 1.4, 'BELOW THE FLOOR'],
  ] as const)('that needs free processors (%s), which are free (%s), at %d: %s', (needs, free, value, expected) => {
    const goal: Goal = needs === undefined ? higher : { ...higher, needsFreeProcessors: needs };
    expect(verdictOn(figure('it', 'x', goal, [value]), free)).toBe(expected);
  });
});

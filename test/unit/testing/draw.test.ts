import { describe, expect, test } from 'vitest';
import { draw } from '../../../src/testing/simulatedNetwork/draw.ts';

const N = 20_000;
const numbers = (seed: number, purpose: string) => Array.from({ length: N }, (_, n) => draw(seed, purpose, n));
const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;

/** For two independent series it is a few hundredths at most. */
function correlation(xs: readonly number[], ys: readonly number[]): number {
  const [mx, my] = [mean(xs), mean(ys)];
  const product = (as: readonly number[], ma: number, bs: readonly number[], mb: number) =>
    as.reduce((sum, a, i) => sum + (a - ma) * (bs[i]! - mb), 0);
  return product(xs, mx, ys, my) / Math.sqrt(product(xs, mx, xs, mx) * product(ys, my, ys, my));
}

describe('what is drawn', () => {
  test('never changes, so that a scenario means the same in every version', () => {
    const first = (seed: number, purpose: string) => [0, 1, 2].map((n) => draw(seed, purpose, n));
    expect(first(0, '192.0.2.1 loss')).toEqual(FIRST);
    expect(first(1, '192.0.2.1 loss')).not.toEqual(FIRST);
  });

  test('is spread evenly from 0 up to 1', () => {
    const slots = new Array<number>(20).fill(0);
    for (const one of numbers(7, '2001:db8::1 latency')) slots[Math.floor(one * 20)]!++;
    // Chi square with 19 degrees of freedom: one seed in a thousand is above 43.8.
    const expected = N / 20;
    expect(slots.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)).toBeLessThan(43.8);
  });

  test.each([
    ['neighbouring requests', (all: number[]) => all.slice(1), 0, '192.0.2.1 loss'],
    ['neighbouring seeds', () => numbers(1, '192.0.2.1 loss'), 0, '192.0.2.1 loss'],
    ['neighbouring hosts', () => numbers(0, '192.0.2.2 loss'), 0, '192.0.2.1 loss'],
    ['purposes', () => numbers(0, '192.0.2.1 latency'), 0, '192.0.2.1 loss'],
  ])('%s share nothing', (_name, others, seed, purpose) => {
    const all = numbers(seed, purpose);
    const ys = others(all);
    expect(Math.abs(correlation(all.slice(0, ys.length), ys))).toBeLessThan(0.03);
  });
});

const FIRST = [0.38972999108955264, 0.920792318880558, 0.698570792330429];

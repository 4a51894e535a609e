import { afterEach, expect, it, vi } from 'vitest';
import { epochNow } from '../../../src/drivers/clocks.ts';

afterEach(() => vi.useRealTimers());

it('tells the wall clock with a fraction, and never goes back by itself', () => {
  const before = Date.now();
  const times = Array.from({ length: 1000 }, epochNow);
  expect(times.toSorted((a, b) => a - b)).toEqual(times);
  expect(times.filter((time) => !Number.isInteger(time)).length).toBeGreaterThan(900);
  expect(times[0]).toBeGreaterThan(before - 2);
  expect(times.at(-1)).toBeLessThan(Date.now() + 2);
});

it('follows when somebody sets the wall clock', () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  for (const date of [1_000_000_000_000, 2_000_000_000_000, 1_500_000_000_000]) {
    vi.setSystemTime(date);
    expect(Math.abs(epochNow() - date)).toBeLessThan(2);
  }
});

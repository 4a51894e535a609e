import { describe, expect, it } from 'vitest';
import { Cadence } from '../../../src/observables/ping/cadence.ts';

function beating(interval: number, start = 0): Cadence {
  const cadence = new Cadence();
  cadence.change(interval, start, false);
  cadence.start(start);
  return cadence;
}

describe('Cadence', () => {
  it('is ready once the interval is known', () => {
    const cadence = new Cadence();
    expect(cadence.ready).toBe(false);
    cadence.change(10, 0, false);
    expect(cadence.ready).toBe(true);
  });

  it('keeps 10,000 beats on the grid', () => {
    const interval = 100.1;
    const cadence = beating(interval, 12_345.678);
    for (let n = 0; n < 10_000; n++) {
      // Beats are one product and no repeated sum, so not even a rounding error adds up.
      expect(cadence.next()).toBe(12_345.678 + n * interval);
      cadence.advance();
    }
  });

  it.each([
    [999, 0],
    [1000, 0],
    [1999, 0],
    [2000, 1],
    [2001, 1],
    [5500, 4],
  ])('at %d ms the beat of 1000 ms and so many more are due, and all but the last are missed: %#', (now, missed) => {
    const cadence = beating(1000);
    cadence.advance();
    expect(cadence.missed(now)).toBe(missed);
    cadence.advance(missed);
    expect(cadence.next()).toBe(1000 + missed * 1000);
    expect(cadence.missed(now)).toBe(0);
  });

  it('misses nothing before the first beat', () => {
    const cadence = new Cadence();
    cadence.change(10, 0, false);
    expect(cadence.isStarted).toBe(false);
    expect(cadence.missed(1e6)).toBe(0);
    cadence.start(1e6);
    expect(cadence.isStarted).toBe(true);
    expect(cadence.next()).toBe(1e6);
  });

  it.each([
    [1500, 2000],
    [2000, 2000],
    [2001, 3000],
    [100, 1000],
  ])('resumes at %d ms with the beat of %d ms', (now, beat) => {
    const cadence = beating(1000);
    cadence.advance();
    cadence.resume(now);
    expect(cadence.next()).toBe(beat);
  });

  it.each([
    // The latest beat was at 1000 ms.
    [100, 1050, 1100],
    [100, 1100, 1100],
    [100, 1250, 1300],
    [5000, 1250, 6000],
    [400, 1000, 1400],
  ])('with an interval of %d ms from %d ms on, the next beat is at %d ms', (interval, now, beat) => {
    const cadence = beating(1000);
    cadence.advance(2);
    cadence.change(interval, now, false);
    expect(cadence.missed(now)).toBe(0);
    expect(cadence.next()).toBe(beat);
    cadence.advance();
    expect(cadence.next()).toBe(beat + interval);
  });

  it('counts a new interval from the beat that is under way', () => {
    const cadence = beating(1000);
    cadence.advance();
    cadence.change(100, 1030, true);
    expect(cadence.next()).toBe(1000);
    cadence.advance();
    expect(cadence.next()).toBe(1100);
  });

  it('starts anew, and keeps that beat when the interval changes', () => {
    const cadence = beating(1000);
    cadence.start(2300);
    expect(cadence.next()).toBe(2300);
    cadence.change(70, 2300, false);
    expect(cadence.next()).toBe(2300);
    cadence.advance();
    expect(cadence.next()).toBe(2370);
  });

  it('can change before the first beat', () => {
    const cadence = new Cadence();
    cadence.change(1000, 0, false);
    cadence.change(100, 50, false);
    cadence.start(70);
    expect(cadence.next()).toBe(70);
    cadence.advance();
    expect(cadence.next()).toBe(170);
  });
});

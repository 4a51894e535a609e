import { asyncScheduler } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { IdleMap } from '../../../src/operators/keyed/idleMap.ts';

let now = 1e12;

afterEach(() => {
  vi.restoreAllMocks();
});

function numbered(idle: number): IdleMap<string> {
  vi.spyOn(asyncScheduler, 'now').mockImplementation(() => now);
  let made = 0;
  return new IdleMap(idle, (key) => `${key}${++made}`);
}

describe('IdleMap', () => {
  it('knows what was asked for no longer ago than it may be idle', () => {
    const map = numbered(100);
    expect([map.get('a'), map.get('b'), map.get('a')]).toEqual(['a1', 'b2', 'a1']);
    now += 100;
    expect(map.get('a')).toBe('a1');
    now += 1;
    expect([map.get('a'), map.get('b')]).toEqual(['a1', 'b3']);
    now += 101;
    expect(map.get('a')).toBe('a4');
  });

  it('never forgets what is asked for again and again', () => {
    const map = numbered(100);
    for (let i = 0; i < 1000; i++, now += 99) expect([map.get('a'), map.size]).toEqual(['a1', 1]);
  });

  it('does not grow with keys that are asked for once', () => {
    const map = numbered(100);
    let most = 0;
    for (let i = 0; i < 10_000; i++, now += 1) {
      map.get(`once ${i}`);
      expect(map.get('always')).toBe('always2');
      most = Math.max(most, map.size);
    }
    expect(most).toBeLessThan(210);
  });

  it('forgets nothing because the clock was set back', () => {
    const map = numbered(100);
    map.get('a');
    now -= 1e9;
    expect(map.get('a')).toBe('a1');
    now += 100;
    expect(map.get('a')).toBe('a1');
  });

  it('forgets nothing at all with Infinity', () => {
    const map = numbered(Infinity);
    map.get('a');
    now += 1e12;
    expect([map.get('a'), map.size]).toEqual(['a1', 1]);
  });
});

import { statistics, type EchoReply, type PingStatistics } from 'rxicmp';
import { Subject } from 'rxjs';
import { afterEach, expect, it, vi } from 'vitest';
import { randomNumbers } from '../../lab/randomNumbers.ts';
import { success } from './echoReplies.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** The number of array elements that the given work copies or appends. */
function copied(work: () => void): number {
  let elements = 0;
  for (const prototype of [Array.prototype, Float64Array.prototype]) {
    const slice = prototype.slice as (this: ArrayLike<unknown>, ...range: unknown[]) => ArrayLike<unknown>;
    vi.spyOn(prototype, 'slice').mockImplementation(function (this: ArrayLike<unknown>, ...range: unknown[]) {
      const copy = slice.apply(this, range);
      elements += copy.length;
      return copy as never;
    });
  }
  // Not by a spy, which keeps its calls by push.
  const push = Array.prototype.push as (this: unknown[], ...more: unknown[]) => number;
  Array.prototype.push = function (this: unknown[], ...more: unknown[]): number {
    elements += more.length;
    return push.apply(this, more);
  };
  try {
    work();
  } finally {
    Array.prototype.push = push;
    vi.restoreAllMocks();
  }
  return elements;
}

it('copies for a reply after a day no more than twice what it does for the first ones', () => {
  const random = randomNumbers(86_400);
  const source = new Subject<EchoReply>();
  let latest: PingStatistics | null = null;
  source.pipe(statistics()).subscribe((one) => (latest = one));
  let sequence = 0;
  const feed = (replies: number): void => {
    // From a few microseconds to some seconds.
    for (let i = 0; i < replies; i++) source.next(success(sequence++, 10 ** (random(6000) / 1000 - 2.5)));
  };
  feed(100);
  const first = copied(() => feed(200));
  expect(first).toBeGreaterThan(0);
  feed(86_400);
  // So long that what is done once in a while has its share.
  const later = copied(() => feed(20 * 200)) / 20;
  expect(latest!.histogram.buckets.length).toBeGreaterThan(2000);
  expect(later).toBeLessThanOrEqual(2 * first);
});

it('emits histograms that tell the same however much later they are looked at', () => {
  const random = randomNumbers(7);
  const source = new Subject<EchoReply>();
  const read: PingStatistics[] = [];
  const kept: PingStatistics[] = [];
  source.pipe(statistics()).subscribe((one) => read.push(structuredClone(one)));
  source.pipe(statistics()).subscribe((one) => kept.push(one));
  for (let n = 0; n < 700; n++) source.next(success(n, 10 ** (random(3000) / 1000 - 1)));
  // In no order, so that those in between have a list already, or none.
  for (let i = 0; i < 300; i++) {
    const n = random(700);
    expect(kept[n]).toEqual(read[n]);
  }
});

it('emits a histogram that later replies do not change', () => {
  const source = new Subject<EchoReply>();
  const emitted: PingStatistics[] = [];
  source.pipe(statistics()).subscribe((one) => emitted.push(one));
  for (let i = 0; i < 100; i++) source.next(success(i, (i * 7) % 10));
  // The statistics are read only now.
  expect(emitted.map(({ histogram }) => histogram.buckets.reduce((sum, [, count]) => sum + count, 0))).toEqual(
    Array.from({ length: 100 }, (_, i) => i + 1),
  );
});

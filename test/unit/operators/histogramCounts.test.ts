import fc from 'fast-check';
import { histogramCounts, IcmpArgumentError, statistics, type RttHistogram } from 'rxicmp';
import { from, lastValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { success } from './echoReplies.ts';

async function histogramOf(rtts: readonly number[]): Promise<RttHistogram> {
  const replies = rtts.map((rtt, sequence) => success(sequence, rtt));
  const { histogram } = await lastValueFrom(from(replies).pipe(statistics()));
  return histogram;
}

/** The bucket as RttHistogram computes it. */
function edge(i: number): number {
  return (1 + (i % 128) / 128) * 2 ** (Math.floor(i / 128) - 1023);
}

const rtt = fc.oneof(
  fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
  fc.integer({ min: 0, max: 5000 }),
  fc.constantFrom(0, 0.5, 1, 1 + 1 / 128, 256, 2 ** 32),
);
const rtts = fc.array(rtt, { minLength: 1, maxLength: 200 });

describe('the histogram of round-trip times', () => {
  it('has each in the bucket that holds it', async () => {
    await fc.assert(
      fc.asyncProperty(rtts, async (times) => {
        const { count, buckets } = await histogramOf(times);
        expect(count).toBe(times.length);
        const indices = buckets.map(([index]) => index);
        expect(indices).toEqual([...new Set(indices)].sort((one, other) => one - other));
        const expected = indices.map((i) => {
          const inBucket = (time: number): boolean => (i === 0 ? time === 0 : time > edge(i - 1) && time <= edge(i));
          return [i, times.filter(inBucket).length];
        });
        expect(buckets).toEqual(expected);
      }),
    );
  });

  it('has buckets whose middle is within 1/256 of all they hold', () => {
    fc.assert(
      fc.property(fc.integer({ min: 128, max: 2046 * 128 }), (i) => {
        const [least, most] = [edge(i - 1), edge(i)];
        const middle = (least + most) / 2;
        expect((middle - least) / least).toBeLessThanOrEqual(1 / 256);
        expect((most - middle) / most).toBeLessThanOrEqual(1 / 256);
      }),
    );
  });

  it('has so few buckets that memory is constant', async () => {
    const times = Array.from({ length: 50_000 }, (_, i) => 0.01 * 1.0003 ** i);
    const { buckets } = await histogramOf(times);
    // From 0.01 ms to 32 s there are 21.6 powers of two.
    expect(buckets.length).toBeLessThanOrEqual(22 * 128);
  });
});

describe('histogramCounts', () => {
  it('counts those up to a bound, but for some that are within 1/128 of it', async () => {
    await fc.assert(
      fc.asyncProperty(rtts, fc.array(rtt), async (times, bounds) => {
        const counts = histogramCounts(await histogramOf(times), bounds);
        expect(counts).toHaveLength(bounds.length);
        counts.forEach((count, i) => {
          const upTo = (limit: number): number => times.filter((time) => time <= limit).length;
          expect(count).toBeGreaterThanOrEqual(upTo(bounds[i]! * (1 - 1 / 128)));
          expect(count).toBeLessThanOrEqual(upTo(bounds[i]! * (1 + 1 / 128)));
        });
      }),
    );
  });

  it('is exact at edges', async () => {
    const edges = [0, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 256, 500, 1000];
    const histogram = await histogramOf(edges.flatMap((time) => [time, time * 1.001, time * 0.999]));
    const exact = edges.map(
      (limit) => edges.flatMap((time) => [time, time * 1.001, time * 0.999]).filter((time) => time <= limit).length,
    );
    expect(histogramCounts(histogram, edges)).toEqual(exact);
  });

  it('counts all up to Infinity, and none below 0, in the order that it is asked', async () => {
    const histogram = await histogramOf([0, 1, 20]);
    expect(histogramCounts(histogram, [Infinity, 10, -1, 0])).toEqual([3, 2, 0, 1]);
    expect(histogramCounts(histogram, [])).toEqual([]);
  });

  it('takes seconds where they are asked for, and is exact at the same edges', async () => {
    const whole = Array.from({ length: 256 }, (_, i) => i + 1);
    const histogram = await histogramOf(whole);
    const seconds = whole.map((bound) => bound / 1000);
    expect(histogramCounts(histogram, [...seconds, Infinity], 'seconds')).toEqual([...whole, 256]);
    expect(() => histogramCounts(histogram, [1], 's' as never)).toThrow(
      expect.objectContaining({ code: 'ERR_ICMP_ARGUMENT', argument: 'unit' }),
    );
  });

  it('takes what comes out of JSON', async () => {
    const copy = JSON.parse(JSON.stringify(await histogramOf([1, 2, 3]))) as RttHistogram;
    expect(histogramCounts(copy, [2])).toEqual([2]);
  });

  it.each([
    [{ version: 2, sum: 0, count: 0, buckets: [] }, [1], 'histogram.version is 2, expected 1.'],
    [{ version: 1, sum: 0, count: 0, buckets: [] }, [NaN], 'bounds is NaN, expected numbers.'],
    [{ version: 1, sum: 0, count: 0, buckets: [] }, ['1'], 'bounds is "1", expected numbers.'],
  ])('rejects %j with %j', (histogram, bounds, message) => {
    const count = (): unknown => histogramCounts(histogram as never, bounds as never);
    expect(count).toThrow(IcmpArgumentError);
    expect(count).toThrow(message);
  });
});

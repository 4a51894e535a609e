import fc from 'fast-check';
import { IcmpArgumentError, mergeStatistics, statistics, type EchoReply, type PingStatistics } from 'rxicmp';
import { from, lastValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { percentile } from '../../../src/operators/statistics/percentile.ts';
import { RunningStatistics } from '../../../src/operators/statistics/runningStatistics.ts';
import { success, timedOut } from './echoReplies.ts';
import { arrivals } from './replyStreams.ts';

/** The last statistics of each key. */
function parts(replies: readonly EchoReply[], by: (reply: EchoReply) => string): PingStatistics[] {
  const last = new Map<string, PingStatistics>();
  from(replies)
    .pipe(statistics({ by }))
    .subscribe((value) => last.set(value.key, value));
  return [...last.values()];
}

function close(value: number): number {
  return expect.closeTo(value, 7) as number;
}

/** The same, except for the last digits of quotients. */
function about({ rtt, histogram, ...exact }: PingStatistics): object {
  return {
    ...exact,
    rtt: rtt && { ...rtt, avg: close(rtt.avg), stddev: close(rtt.stddev) },
    histogram: { ...histogram, sum: close(histogram.sum) },
  };
}

describe('mergeStatistics', () => {
  it('of parts is the whole', () => {
    const streams = arrivals(['a', 'b', 'c']).map((stream) => stream.map(({ reply }) => reply));
    fc.assert(
      fc.property(streams, fc.infiniteStream(fc.nat(4)), (replies, dice) => {
        const part = new Map(replies.map((reply) => [reply, String(dice.next().value)]));
        const merged = mergeStatistics(parts(replies, (reply) => part.get(reply)!));
        const [whole] = parts(replies, () => merged.key);
        const jitter = new Set(part.values()).size === 1 ? whole!.jitter : null;
        expect(merged).toEqual({ ...about(whole!), jitter });
      }),
    );
  });

  it('of parts that were merged before, and of what comes out of JSON, is the same', () => {
    const streams = arrivals(['a', 'b', 'c']).map((stream) => stream.map(({ reply }) => reply));
    fc.assert(
      fc.property(streams, (replies) => {
        const given = parts(replies, ({ target, sequence }) => `${target} ${sequence % 3}`);
        const copies = JSON.parse(JSON.stringify(given)) as PingStatistics[];
        const half = Math.ceil(given.length / 2);
        const halves = [copies.slice(0, half), copies.slice(half)].filter((some) => some.length > 0);
        expect(mergeStatistics(halves.map((some) => mergeStatistics(some)))).toEqual(about(mergeStatistics(given)));
      }),
    );
  });

  it('keeps a key that all have, and names another one `all`', async () => {
    const [one] = parts([success(0, 10)], () => 'one');
    const [two] = parts([timedOut(1)], () => 'two');
    expect(mergeStatistics([one!, one!]).key).toBe('one');
    expect(mergeStatistics(new Set([one!, two!]))).toMatchObject({ key: 'all', sent: 2, lost: 1, from: 0, to: 1000 });
    expect(mergeStatistics([one!])).toBe(one);
  });

  it('keeps a tag that all have, also one that came out of JSON', () => {
    const tagOf = (...tags: readonly object[]): unknown => {
      const given = tags.map((tag, i) => parts([success(i, 10, { tag: tag as never })], () => 'one')[0]!);
      return mergeStatistics(JSON.parse(JSON.stringify(given)) as PingStatistics[]).tag;
    };
    expect(tagOf({ site: 'here' }, { site: 'here' })).toEqual({ site: 'here' });
    expect(tagOf({ site: 'here' }, { site: 'there' }, { site: 'here' })).toBeNull();
  });

  it('keeps the percentiles that were asked for', async () => {
    const replies = Array.from({ length: 1000 }, (_, i) => success(i, i + 1));
    const part = await lastValueFrom(from(replies).pipe(statistics({ percentiles: [0, 99.9] })));
    const { percentiles } = mergeStatistics([part, part]);
    expect(percentiles).toEqual({ p0: 1, 'p99.9': expect.closeTo(999, -1) as number });
  });

  it('takes no time from a part that has no probe', () => {
    const [one] = parts([success(3, 10)], () => 'one');
    const nothing = new RunningStatistics('two', [50, 95, 99].map(percentile)).snapshot() as PingStatistics;
    expect(nothing).toMatchObject({ from: null, to: null, sent: 0 });
    expect(JSON.parse(JSON.stringify(nothing))).toStrictEqual(nothing);
    expect(mergeStatistics([nothing, one!, nothing])).toMatchObject({ from: 3000, to: 3000, sent: 1 });
    expect(mergeStatistics([nothing, nothing])).toMatchObject({ from: null, to: null, sent: 0 });
  });

  it('does not change its parts', () => {
    const given = parts([success(0, 10), success(1, 20)], ({ sequence }) => String(sequence));
    const before = structuredClone(given);
    mergeStatistics(given);
    expect(given).toEqual(before);
  });

  it('rejects no parts, and histograms that it does not know', () => {
    expect(() => mergeStatistics([])).toThrow(IcmpArgumentError);
    expect(() => mergeStatistics([])).toThrow('parts is an array, expected at least one part.');
    const [one] = parts([success(0, 10)], () => 'one');
    const later = { ...one!, histogram: { ...one!.histogram, version: 2 as never } };
    expect(() => mergeStatistics([one!, later])).toThrow('histogram.version is 2, expected 1.');
  });
});

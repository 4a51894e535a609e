import {
  IcmpArgumentError,
  ping,
  statistics,
  type EchoReply,
  type PingStatistics,
  type StatisticsOptions,
} from 'rxicmp';
import { SimulatedNetwork } from 'rxicmp/testing';
import {
  asyncScheduler,
  config,
  from,
  last,
  lastValueFrom,
  map,
  Observable,
  of,
  pipe,
  Subject,
  Subscription,
  takeUntil,
  toArray,
} from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { inVirtualTime } from '../observables/virtual.ts';
import { echoReply, success, timedOut } from './echoReplies.ts';
import { itIsAnOperator } from './operatorContract.ts';

const other = { target: '192.0.2.2' };

function statisticsOf<P extends number = 50 | 95 | 99>(
  replies: readonly EchoReply[],
  options: StatisticsOptions<EchoReply, P> = {},
): Promise<PingStatistics<P>> {
  return lastValueFrom(from(replies).pipe(statistics(options)));
}

describe('statistics', () => {
  itIsAnOperator(statistics(), [success(0, 10), success(1, 12), timedOut(2), success(3, 9)]);

  it('is emitted with each reply', () => {
    inVirtualTime((_scheduler, { hot, expectObservable, expectSubscriptions }) => {
      const a = success(0, 10);
      const source = hot<EchoReply>('^--a--b--t--a---|', { a, b: success(0, 20, other), t: timedOut(1) });
      const sent = source.pipe(
        statistics(),
        map((value) => value.sent),
      );
      expectObservable(sent).toBe('   ---1--1--2--3---|', { 1: 1, 2: 2, 3: 3 });
      expectSubscriptions(source.subscriptions).toBe('^---------------!');
    });
  });

  it('tells what became of the probes', async () => {
    const replies = [
      success(0, 10),
      success(1, 20),
      timedOut(2),
      echoReply('late', { sequence: 2, rtt: 1500, sentAt: 2000 }),
      success(3, 40),
      echoReply('duplicate', { sequence: 3, rtt: 41, sentAt: 3000 }),
      echoReply('destination-host-unreachable', { sequence: 4, sentAt: 4000, rtt: 3 }),
      echoReply('unknown', { sequence: 5, sentAt: 5000 }),
      echoReply('not-sent', { sequence: 6, sentAt: 6000 }),
      echoReply('not-resolved', { sequence: 7, sentAt: 7000 }),
      echoReply('skipped', { sequence: 8, missed: 5, sentAt: 12_000 }),
      success(13, 34),
      success(14, 30),
    ];
    expect(await statisticsOf(replies, { percentiles: [50, 99.9] })).toEqual({
      key: '192.0.2.1',
      tag: null,
      from: 0,
      to: 14_000,
      sent: 8,
      received: 5,
      lost: 3,
      rejected: 2,
      notSent: 2,
      skipped: 5,
      late: 1,
      duplicates: 1,
      lossRatio: 3 / 8,
      rtt: {
        min: 10,
        avg: expect.closeTo(26.8, 9) as number,
        max: 40,
        stddev: expect.closeTo(Math.sqrt(112.96), 9) as number,
        median: expect.closeTo(30, 0) as number,
      },
      // The pairs are (0, 1) and (13, 14).
      jitter: { rfc3550: 10 / 16 + (4 - 10 / 16) / 16, meanAbsolute: 7 },
      percentiles: { p50: expect.closeTo(30, 0) as number, 'p99.9': expect.closeTo(40, 0) as number },
      histogram: {
        version: 1,
        sum: 134,
        count: 5,
        buckets: [
          [131_360, 1],
          [131_488, 1],
          [131_568, 1],
          [131_592, 1],
          [131_616, 1],
        ],
      },
    });
  });

  it('has no numbers of nothing', async () => {
    expect(await statisticsOf([echoReply('not-sent', { sentAt: 7 })])).toEqual({
      key: '192.0.2.1',
      tag: null,
      from: 7,
      to: 7,
      sent: 0,
      received: 0,
      lost: 0,
      rejected: 0,
      notSent: 1,
      skipped: 0,
      late: 0,
      duplicates: 0,
      lossRatio: null,
      rtt: null,
      jitter: null,
      percentiles: { p50: null, p95: null, p99: null },
      histogram: { version: 1, sum: 0, count: 0, buckets: [] },
    });
    const lost = await statisticsOf([timedOut(0), timedOut(1)], { window: { count: 1 } });
    expect(lost).toMatchObject({ sent: 1, lossRatio: 1, rtt: null, jitter: null });
  });

  it('has exact numbers of a single reply', async () => {
    expect(await statisticsOf([success(0, 0.3)])).toMatchObject({
      rtt: { min: 0.3, avg: 0.3, max: 0.3, stddev: 0, median: 0.3 },
      jitter: null,
      percentiles: { p50: 0.3, p95: 0.3, p99: 0.3 },
    });
    expect(await statisticsOf([success(0, 0)])).toMatchObject({ rtt: { max: 0, median: 0 }, percentiles: { p99: 0 } });
  });

  it.each([
    [64.4, 250, 161],
    [8.8, 375, 33],
    [99.9, 1000, 999],
    [0, 10, 1],
    [100, 10, 10],
  ])('has the percentile %d of %i replies at rank %i, however numbers round', async (percentile, count, rank) => {
    const rttOf = (place: number): number => 1.02 ** place;
    const replies = Array.from({ length: count }, (_, i) => success(i, rttOf(i + 1)));
    const { percentiles } = await statisticsOf(replies, { percentiles: [percentile] });
    expect(Math.abs(percentiles[`p${percentile}`]! / rttOf(rank) - 1)).toBeLessThan(1 / 256);
  });

  describe('tag', () => {
    const tagged = (i: number, tag: unknown, more: object = {}) => success(i, 10, { tag: tag as never, ...more });
    const here = { site: 'here' };

    it.each([
      ['of all replies', [tagged(0, here), tagged(1, here)], here],
      ['of all replies, whichever object it is', [tagged(0, here), tagged(1, { ...here })], here],
      ['null when there are several', [tagged(0, here), tagged(1, { site: 'there' }), tagged(2, here)], null],
      ['null when only some have one', [tagged(0, null), tagged(1, here)], null],
      ['an empty text', [tagged(0, '')], ''],
    ])('is that %s', async (_name, replies, expected) => {
      for (const window of [undefined, { count: 5 }]) {
        const { tag } = await statisticsOf(replies, { window });
        expect(tag).toEqual(expected);
      }
    });

    it('is there by reference, also when it holds itself', async () => {
      const tag: { self?: unknown } = {};
      tag.self = tag;
      expect((await statisticsOf([tagged(0, tag), tagged(1, tag)])).tag).toBe(tag);
    });

    it('is that of several targets too', async () => {
      const replies = [tagged(0, here), tagged(0, here, other)];
      expect(await statisticsOf(replies, { by: 'all' })).toMatchObject({ key: 'all', tag: here });
    });
  });

  describe('jitter', () => {
    it('pairs probes by sequence, in whatever order they come', async () => {
      const replies = [success(0, 10), success(2, 14), success(1, 13), success(4, 20), success(3, 16)];
      const { jitter } = await statisticsOf(replies);
      expect(jitter).toEqual({ meanAbsolute: (3 + 1 + 2 + 4) / 4, rfc3550: expect.any(Number) as number });
    });

    it('never bridges a gap, even when the loss is known later', async () => {
      const { jitter } = await statisticsOf([success(0, 10), success(2, 50), timedOut(1), success(3, 51)]);
      expect(jitter?.meanAbsolute).toBe(1);
    });

    it('does not compare addresses', async () => {
      const there = { destination: '192.0.2.9', responder: '192.0.2.9' };
      const { jitter } = await statisticsOf([success(0, 10), success(1, 50, there), success(2, 52, there)]);
      expect(jitter?.meanAbsolute).toBe(2);
    });

    it('is null when a key has several targets', async () => {
      const replies = [success(0, 10), success(1, 11), success(0, 20, other), success(1, 21, other), success(2, 12)];
      expect((await statisticsOf(replies, { by: 'all' })).jitter).toBeNull();
      expect((await statisticsOf(replies, { by: 'all', window: { count: 2 } })).jitter).toBeNull();
      expect((await statisticsOf(replies)).jitter).toEqual({ rfc3550: 1 / 16 + 15 / 256, meanAbsolute: 1 });
    });

    it('begins anew with a series that is repeated', async () => {
      const again = { sentAt: 9000 };
      const first = [success(0, 10), success(1, 11), timedOut(2), success(3, 13)];
      // The first reply to probe 1 would have made a pair with the reply to probe 2 of the earlier run.
      const second = [success(0, 90, again), success(4, 95, { sentAt: 13_000 }), success(1, 94, { sentAt: 10_000 })];
      const { jitter } = await statisticsOf([...first, ...second]);
      expect(jitter?.meanAbsolute).toBe((1 + 4) / 2);
    });
  });

  describe('by', () => {
    const replies = [success(0, 10, { tag: 'x' as never }), success(0, 20, { ...other, tag: 'y' as never })];

    it.each([
      ['target', ['192.0.2.1 1', '192.0.2.2 1']],
      ['all', ['all 1', 'all 2']],
      [(reply: EchoReply) => `of ${String(reply.tag)}`, ['of x 1', 'of y 1']],
    ])('%s', (by, expected) => {
      const lines: string[] = [];
      from(replies)
        .pipe(statistics({ by } as StatisticsOptions<EchoReply, 50>))
        .subscribe(({ key, sent }) => lines.push(`${key} ${sent}`));
      expect(lines).toEqual(expected);
    });

    it('that gives no text is an error', () => {
      const errors: unknown[] = [];
      const by = (() => undefined) as never;
      from([success(0, 10)])
        .pipe(statistics({ by }))
        .subscribe({ error: (error) => errors.push(error) });
      expect(errors).toEqual([expect.any(IcmpArgumentError)]);
      expect(errors).toMatchObject([{ argument: 'by', expected: 'text' }]);
    });

    it('that throws gives an error, and leaves the source', () => {
      inVirtualTime((_scheduler, { hot, expectObservable, expectSubscriptions }) => {
        const failure = new Error('no key');
        const source = hot<EchoReply>('--a-a', { a: success(0, 10) });
        const by = (): string => {
          throw failure;
        };
        expectObservable(source.pipe(statistics({ by }))).toBe('--#', undefined, failure);
        expectSubscriptions(source.subscriptions).toBe('^-!');
      });
    });
  });

  describe('every', () => {
    it('emits what came whenever a stream emits, and at the end', () => {
      const asked = new Subject<void>();
      const replies = new Subject<EchoReply>();
      const told: number[] = [];
      replies.pipe(statistics({ every: asked })).subscribe(({ sent }) => told.push(sent));
      asked.next();
      for (const sequence of [0, 1]) replies.next(success(sequence, 10));
      expect(told).toEqual([]);
      asked.next();
      asked.next();
      replies.next(success(2, 10));
      replies.complete();
      expect(told).toEqual([2, 3]);
      expect(asked.observed).toBe(false);
    });

    it('counts any number of replies between two emissions', () => {
      const asked = new Subject<void>();
      const replies = Array.from({ length: 1000 }, (_, i) => success(i >> 1, 10 + (i % 7), i % 2 === 0 ? {} : other));
      const source = new Subject<EchoReply>();
      const told: PingStatistics[] = [];
      source.pipe(statistics({ every: asked })).subscribe((value) => told.push(value));
      for (const reply of replies) source.next(reply);
      asked.next();
      const all: PingStatistics[] = [];
      from(replies)
        .pipe(statistics())
        .subscribe((value) => all.push(value));
      expect(told).toEqual(all.slice(-2));
    });

    const values: Record<string, EchoReply> = {
      a: success(0, 10),
      b: success(0, 20, other),
      c: success(1, 10),
      d: success(1, 20, other),
      e: success(2, 10),
    };
    const told = pipe(
      statistics({ every: 4 }),
      map(({ key, sent }) => `${key} ${sent}`),
    );
    const texts = { a: '192.0.2.1 1', b: '192.0.2.2 1', c: '192.0.2.1 2', d: '192.0.2.2 2', e: '192.0.2.1 3' };
    const failure = new Error('source');

    afterEach(() => {
      vi.restoreAllMocks();
      config.onUnhandledError = null;
    });

    it('waits for nothing when the stream ends while the source emits', () => {
      inVirtualTime((scheduler) => {
        const left = new Subject<void>();
        const source = new Observable<EchoReply>((subscriber) => {
          left.next();
          subscriber.next(success(0, 10));
        });
        source.pipe(told, takeUntil(left)).subscribe();
        scheduler.flush();
        expect(scheduler.now()).toBe(0);
      });
    });

    it.each([
      ['never', '-', '-', '^'],
      ['empty', '|', '|', '(^!)'],
      ['one, told after the wait', '-a', '-----a', '^'],
      ['one, told at the end', '-a-|', '---(a|)', '^--!'],
      ['many, each told once after the wait', '-a-b--c-----d-e|', '-----(ab)-c----(de|)', '^--------------!'],
      ['many of one key', '-ace----|', '-----e--|', '^-------!'],
      ['an error, which is not held up', '-a-#', '---#', '^--!'],
    ])('%s', (_name, marbles, expected, subscription) => {
      inVirtualTime((_scheduler, { cold, expectObservable, expectSubscriptions }) => {
        const source = cold(marbles, values, failure);
        expectObservable(source.pipe(told)).toBe(expected, texts, failure);
        expectSubscriptions(source.subscriptions).toBe(subscription);
      });
    });

    it.each([
      ['its subscriber leaves', '-a------', '^--!', '-'],
      ['the source ends', '-a-|', '^', '---(a|)'],
      ['the source fails', '-a-#', '^', '---#'],
    ])('leaves no timer behind when %s', (_when, marbles, subscription, expected) => {
      const schedule = vi.spyOn(asyncScheduler, 'schedule');
      const open = (): unknown[] => schedule.mock.results.filter(({ value }) => !(value as Subscription).closed);
      inVirtualTime((scheduler, { cold, expectObservable, expectSubscriptions }) => {
        const source = cold(marbles, values, failure);
        expectObservable(source.pipe(told), subscription).toBe(expected, texts, failure);
        expectSubscriptions(source.subscriptions).toBe('^--!');
        scheduler.schedule(() => expect(open()).toHaveLength(1), 2);
        scheduler.schedule(() => expect(open()).toEqual([]), 4);
      });
    });

    it('emits nothing more when it is unsubscribed within next', () => {
      inVirtualTime((scheduler, { hot, expectSubscriptions }) => {
        const source = hot('-ab------', values);
        const received: string[] = [];
        const subscription = new Subscription();
        const onNext = (text: string): void => {
          received.push(text);
          subscription.unsubscribe();
        };
        subscription.add(source.pipe(told).subscribe(onNext));
        expectSubscriptions(source.subscriptions).toBe('^----!');
        scheduler.flush();
        expect(received).toEqual(['192.0.2.1 1']);
      });
    });

    it('goes on with the other keys when a consumer throws', () => {
      const unhandled: unknown[] = [];
      config.onUnhandledError = (error) => unhandled.push(error);
      const received: string[] = [];
      inVirtualTime((_scheduler, { hot, expectSubscriptions }) => {
        const source = hot('-ab----c--|', values);
        source.pipe(told).subscribe((text) => {
          received.push(text);
          throw new Error(text);
        });
        expectSubscriptions(source.subscriptions).toBe('^---------!');
      });
      expect(received).toEqual(['192.0.2.1 1', '192.0.2.2 1', '192.0.2.1 2']);
      expect(unhandled).toHaveLength(3);
    });

    it('counts what comes while it emits', () => {
      inVirtualTime((scheduler) => {
        const source = new Subject<EchoReply>();
        const received: string[] = [];
        source.pipe(told).subscribe((text) => {
          received.push(`${scheduler.now()} ${text}`);
          if (received.length === 1) source.next(values.c!);
        });
        source.next(values.a!);
        source.next(values.b!);
        scheduler.flush();
        expect(received).toEqual(['4 192.0.2.1 1', '4 192.0.2.2 1', '8 192.0.2.1 2']);
      });
    });
  });

  describe('window', () => {
    const lost = (options: StatisticsOptions<EchoReply, 50>) =>
      pipe(
        statistics(options),
        map(({ sent, received, late, skipped }) => [sent, received, late, skipped].join(' ')),
      );

    it('by count has what came from the first of the latest outcomes on', () => {
      const received: string[] = [];
      from([
        success(0, 10),
        timedOut(1),
        echoReply('late', { sequence: 1 }),
        echoReply('not-sent', { sequence: 2 }),
        success(3, 10),
        echoReply('skipped', { sequence: 4, missed: 3 }),
        success(7, 10),
      ])
        .pipe(lost({ window: { count: 2 } }))
        .subscribe((line) => received.push(line));
      expect(received).toEqual(['1 1 0 0', '2 1 0 0', '2 1 1 0', '1 0 1 0', '1 1 0 0', '1 1 0 3', '2 2 0 3']);
    });

    it('by time has what came in that time, up to the latest reply', () => {
      inVirtualTime((_scheduler, { cold, expectObservable }) => {
        const source = cold('a--b------c---------d', {
          a: success(0, 10),
          b: timedOut(1),
          c: success(2, 10),
          d: success(3, 10),
        });
        const seen = { a: '1 1 0 0', b: '2 1 0 0', c: '2 1 0 0', d: '1 1 0 0' };
        expectObservable(source.pipe(lost({ window: { time: 10 } }))).toBe('a--b------c---------d', seen);
      });
    });

    it('has the latest reply in it, however short it is', () => {
      inVirtualTime((_scheduler, { cold, expectObservable }) => {
        const source = cold('a--b--c', { a: success(0, 10), b: timedOut(1), c: echoReply('late', { sequence: 1 }) });
        const seen = { a: '1 1 0 0', b: '1 0 0 0', c: '0 0 1 0' };
        expectObservable(source.pipe(lost({ window: { time: 1e-300 } }))).toBe('a--b--c', seen);
      });
    });

    it('is not emptied by a clock that is set back, nor kept longer', () => {
      let now = 1e6;
      vi.spyOn(asyncScheduler, 'now').mockImplementation(() => now);
      const source = new Subject<EchoReply>();
      const received: string[] = [];
      source.pipe(lost({ window: { time: 10 } })).subscribe((line) => received.push(line));
      for (const step of [0, 5, -5000, 5, 5]) {
        now += step;
        source.next(success(0, 10));
      }
      vi.restoreAllMocks();
      expect(received).toEqual(['1 1 0 0', '2 2 0 0', '3 3 0 0', '3 3 0 0', '2 2 0 0']);
    });

    it('has the exact median of up to 1,024 round-trip times', async () => {
      const replies = (length: number) => Array.from({ length }, (_, i) => success(i, 100 + (i % 2) + i / 1e6));
      const exact = await statisticsOf(replies(1024), { window: { count: 2000 } });
      expect(exact.rtt?.median).toBe((100 + 1022 / 1e6 + 101 + 1 / 1e6) / 2);
      const estimated = await statisticsOf(replies(1025), { window: { count: 2000 } });
      expect(estimated.rtt?.median).not.toBe(100 + 1024 / 1e6);
      expect(Math.abs(estimated.rtt!.median / 100 - 1)).toBeLessThan(1 / 256);
    });
  });

  describe('idle', () => {
    it.each([
      ['a key begins anew after a day without replies', {}, 86_400_000, 1],
      ['no earlier', {}, 86_399_999, 2],
      ['or what is said', { idle: 50 }, 51, 1],
      ['but not the one of all', { by: 'all' }, 10 * 86_400_000, 2],
      ['nor with Infinity', { idle: Infinity }, 10 * 86_400_000, 2],
    ] as const)('%s', (_name, options, pause, sent) => {
      inVirtualTime((scheduler) => {
        const source = new Subject<EchoReply>();
        const received: number[] = [];
        source.pipe(statistics(options)).subscribe((value) => received.push(value.sent));
        source.next(success(0, 10));
        scheduler.schedule(() => source.next(success(1, 10)), pause + 1);
        scheduler.flush();
        expect(received).toEqual([1, sent]);
      });
    });
  });

  it('counts each subscription by itself', () => {
    const counted = of(success(0, 10), success(1, 10)).pipe(
      statistics(),
      map(({ sent }) => sent),
      toArray(),
    );
    const received: number[][] = [];
    counted.subscribe((value) => received.push(value));
    counted.subscribe((value) => received.push(value));
    expect(received).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it('does not change what it has emitted', () => {
    const received: PingStatistics[] = [];
    const source = new Subject<EchoReply>();
    source.pipe(statistics()).subscribe((value) => received.push(value));
    source.next(success(0, 10));
    const before = structuredClone(received[0]);
    for (const rtt of [10, 5, 20, 10]) source.next(success(1, rtt));
    expect(received[0]).toEqual(before);
  });

  it('goes with a series', () => {
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork({ hosts: [{ address: '192.0.2.1', latency: [20, 30, 200] }] }, scheduler);
      const series = ping('192.0.2.1', { driver, interval: 100, count: 3, timeout: 100, lateWindow: 500 });
      const received: PingStatistics[] = [];
      series.pipe(statistics(), last()).subscribe((value) => received.push(value));
      scheduler.flush();
      expect(received).toMatchObject([
        { sent: 3, received: 2, lost: 1, late: 1, rtt: { min: 20, max: 30 }, jitter: { meanAbsolute: 10 } },
      ]);
    });
  });

  const time = 'a number of milliseconds above 0, at most';
  it.each([
    [null, 'options', 'an object'],
    [{ evry: 5 }, 'evry', 'one of by, window, every, percentiles, idle'],
    [{ by: 'host' }, 'by', "'target', 'all' or a function of a reply"],
    [{ every: 0 }, 'every', `${time} 2147483647`],
    [{ every: 2 ** 31 }, 'every', `${time} 2147483647`],
    [{ every: '5' }, 'every', `${time} 2147483647`],
    [
      { window: 5 },
      'window',
      'an object with either count or time',
      'write { count: 5 } for replies, { time: 5 } for milliseconds.',
    ],
    [{ window: {} }, 'window', 'an object with either count or time'],
    [{ window: { count: 1, time: 1 } }, 'window', 'an object with either count or time'],
    [{ window: { size: 1 } }, 'size', 'one of count, time'],
    [{ window: { count: 0 } }, 'window.count', 'an integer from 1 to 1000000'],
    [{ window: { count: 1.5 } }, 'window.count', 'an integer from 1 to 1000000'],
    [{ window: { time: 0 } }, 'window.time', `${time} 4294967294`],
    [{ percentiles: 50 }, 'percentiles', 'an array of numbers from 0 to 100'],
    [{ percentiles: [101] }, 'percentiles', 'an array of numbers from 0 to 100'],
    [{ percentiles: [NaN] }, 'percentiles', 'an array of numbers from 0 to 100'],
    [{ idle: 0 }, 'idle', `${time} 4294967294`],
    [{ idle: NaN }, 'idle', `${time} 4294967294`],
    [{ interval: 5 }, 'interval', 'one of by, window, every, percentiles, idle', 'did you mean every?'],
  ])('rejects %j on subscription', (options, argument, expected, fix = expect.any(String) as string) => {
    const errors: unknown[] = [];
    let subscribed = false;
    const source = new Observable<EchoReply>(() => {
      subscribed = true;
    });
    source.pipe(statistics(options as never)).subscribe({ error: (error) => errors.push(error) });
    expect(subscribed).toBe(false);
    expect(errors).toEqual([expect.any(IcmpArgumentError)]);
    expect(errors).toMatchObject([{ argument, expected, fix }]);
  });
});

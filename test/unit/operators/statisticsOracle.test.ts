import fc from 'fast-check';
import { isOutcome, isSuccess, statistics, type EchoReply, type PingStatistics, type StatisticsOptions } from 'rxicmp';
import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { inVirtualTime } from '../observables/virtual.ts';
import { arrivals, type Arrival } from './replyStreams.ts';

const targets = ['a', 'b', 'c'];
const percentiles = [0, 50, 90, 99.9, 100] as const;
type Percentile = (typeof percentiles)[number];
type Snapshot = PingStatistics<Percentile>;

interface Told {
  readonly at: number;
  readonly value: Snapshot;
}

/** The operator's statistics of a stream. */
function told(stream: readonly Arrival[], options: StatisticsOptions<EchoReply, Percentile>): Told[] {
  const values: Told[] = [];
  inVirtualTime((scheduler) => {
    const source = new Subject<EchoReply>();
    source.pipe(statistics({ percentiles, ...options })).subscribe((value) => {
      values.push({ at: scheduler.now(), value });
    });
    for (const { at, reply } of stream) scheduler.schedule(() => source.next(reply), at);
    scheduler.flush();
    source.complete();
  });
  return values;
}

/**
 * The change of the round-trip time in each pair of successive probes of one target, for pairs that a reply from
 * `start` on completes.
 */
function changesIn(before: readonly Arrival[], start: number): number[] {
  return before.flatMap(({ reply: one }, i) => {
    if (i < start || !isSuccess(one)) return [];
    const earlier = before.slice(0, i).map(({ reply }) => reply);
    const neighbours = [one.sequence - 1, one.sequence + 1].flatMap((sequence) =>
      earlier.filter((other) => isSuccess(other) && other.sequence === sequence),
    );
    return neighbours.map((other) => Math.abs(one.rtt - other.rtt!));
  });
}

function nearestRank(sorted: readonly number[], percentile: number): number {
  return sorted[Math.max(0, Math.ceil((percentile / 100) * sorted.length - 1e-9) - 1)]!;
}

/** @param start of the window among the earlier replies of the key. */
function isUnresolved({ status, destination }: EchoReply): boolean {
  return status === 'not-resolved' && destination === null;
}

function expectStatistics(value: Snapshot, key: string, before: readonly Arrival[], start: number): void {
  const window = before.slice(start).map(({ reply }) => reply);
  const count = (...statuses: string[]): number => window.filter(({ status }) => statuses.includes(status)).length;
  const rtts = window.filter((reply) => isSuccess(reply)).map(({ rtt }) => rtt);
  const sorted = [...rtts].sort((one, other) => one - other);
  const sum = rtts.reduce((total, rtt) => total + rtt, 0);
  const mean = sum / rtts.length;
  const rejected = count('destination-host-unreachable', 'packet-too-big');
  const lost = count('timed-out') + rejected;
  const sent = rtts.length + lost;
  expect(value).toMatchObject({
    key,
    from: Math.min(...window.map(({ sentAt }) => sentAt)),
    to: Math.max(...window.map(({ sentAt }) => sentAt)),
    sent,
    received: rtts.length,
    lost,
    rejected,
    notSent: count('not-sent') + window.filter(isUnresolved).length,
    skipped: window.reduce((total, { missed }) => total + missed, 0),
    late: count('late'),
    duplicates: count('duplicate'),
    lossRatio: sent === 0 ? null : lost / sent,
  });
  expect(value.histogram.count).toBe(rtts.length);
  expect(value.histogram.sum).toBeCloseTo(sum, 6);
  const counts = value.histogram.buckets.map(([, times]) => times);
  expect(Math.min(1, ...counts)).toBe(1);
  expect(counts.reduce((total, times) => total + times, 0)).toBe(rtts.length);
  if (rtts.length === 0) {
    expect(value.rtt).toBeNull();
    expect(Object.values(value.percentiles)).toEqual(percentiles.map(() => null));
  } else {
    const variance = rtts.reduce((total, rtt) => total + (rtt - mean) ** 2, 0) / rtts.length;
    expect(value.rtt!.min).toBe(sorted[0]);
    expect(value.rtt!.max).toBe(sorted.at(-1));
    expect(value.rtt!.avg).toBeCloseTo(mean, 8);
    expect(value.rtt!.stddev).toBeCloseTo(Math.sqrt(variance), 6);
    for (const p of percentiles) {
      const exact = nearestRank(sorted, p);
      expect(Math.abs(value.percentiles[`p${p}`]! - exact)).toBeLessThanOrEqual(exact / 256);
    }
  }
  const severalTargets = before.some(({ reply }) => reply.target !== before[0]!.reply.target);
  const changes = severalTargets ? [] : changesIn(before, start);
  if (changes.length === 0) return expect(value.jitter).toBeNull();
  expect(value.jitter!.meanAbsolute).toBeCloseTo(changes.reduce((sum, change) => sum + change) / changes.length, 8);
  expect(value.jitter!.rfc3550).toBeCloseTo(
    changes.reduce((smoothed, change) => smoothed + (change - smoothed) / 16, 0),
    8,
  );
}

function median(rtts: readonly number[]): number {
  const sorted = [...rtts].sort((one, other) => one - other);
  return (sorted[Math.ceil(sorted.length / 2 - 1)]! + sorted[Math.floor(sorted.length / 2)]!) / 2;
}

function rttsOf(window: readonly Arrival[]): number[] {
  return window.flatMap(({ reply }) => (isSuccess(reply) ? reply.rtt : []));
}

const by = fc.constantFrom('target' as const, 'all' as const);

/** Compares each value with what came before it for its key, from where the window starts on. */
function expectAll(
  stream: readonly Arrival[],
  options: StatisticsOptions<EchoReply, Percentile>,
  startOf: (before: readonly Arrival[]) => number,
): void {
  const values = told(stream, options);
  expect(values.map(({ at }) => at)).toEqual(stream.map(({ at }) => at));
  values.forEach(({ value }, i) => {
    const { target } = stream[i]!.reply;
    const before = stream.slice(0, i + 1).filter(({ reply }) => options.by === 'all' || reply.target === target);
    const start = startOf(before);
    expectStatistics(value, options.by === 'all' ? 'all' : target, before, start);
    const rtts = rttsOf(before.slice(start));
    if (options.window !== undefined) expect(value.rtt?.median ?? NaN).toBe(median(rtts));
    else if (rtts.length > 0)
      expect(Math.abs(value.rtt!.median - median(rtts))).toBeLessThanOrEqual(median(rtts) / 256);
  });
}

/** What is forgotten depends on when replies came, and not on when they are told. */
const remembered = fc.oneof(
  fc.constant({}),
  fc.record({ idle: fc.integer({ min: 401, max: 600 }) }),
  fc.record({ window: fc.record({ count: fc.integer({ min: 1, max: 20 }) }) }),
  fc.record({ window: fc.record({ time: fc.integer({ min: 1, max: 400 }) }) }),
);

describe('statistics against a straightforward oracle', () => {
  it('of everything', () => {
    fc.assert(fc.property(arrivals(targets), by, (stream, by) => expectAll(stream, { by }, () => 0)));
  });

  it('of a number of outcomes', () => {
    fc.assert(
      fc.property(arrivals(targets), by, fc.integer({ min: 1, max: 20 }), (stream, by, count) =>
        expectAll(stream, { by, window: { count } }, (before) => {
          const places = before.flatMap(({ reply }, i) => (isOutcome(reply) ? i : []));
          return places.at(-count) ?? 0;
        }),
      ),
    );
  });

  it('of some time', () => {
    fc.assert(
      fc.property(arrivals(targets), by, fc.integer({ min: 1, max: 400 }), (stream, by, time) =>
        expectAll(stream, { by, window: { time } }, (before) =>
          before.findIndex(({ at }) => at > before.at(-1)!.at - time),
        ),
      ),
    );
  });

  it('now and then: the latest of each key, in time and at the end', () => {
    fc.assert(
      fc.property(arrivals(targets), fc.integer({ min: 1, max: 400 }), remembered, (stream, every, options) => {
        const all = told(stream, options);
        const some = told(stream, { ...options, every });
        const latest = (key: string, until: number) =>
          all.filter(({ at, value }) => value.key === key && at <= until).at(-1)!;
        for (const { at, value } of some) {
          expect(all.map((other) => other.value)).toContainEqual(value);
          // A reply in the very millisecond of the emission may be counted or not.
          expect([latest(value.key, at).value.sent, latest(value.key, at - 1)?.value.sent]).toContain(value.sent);
        }
        for (const key of targets) {
          const own = some.filter(({ value }) => value.key === key);
          own.slice(1).forEach(({ at }, i) => expect(at - own[i]!.at).toBeGreaterThanOrEqual(every));
          expect(own.at(-1)?.value).toEqual(latest(key, Infinity)?.value);
        }
      }),
    );
  });
});

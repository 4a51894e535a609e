import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { pacer, sweepEvery, type IcmpArgumentError, type SweepEveryOptions } from 'rxicmp';
import { SimulatedNetwork } from 'rxicmp/testing';
import { concat, map, NEVER, of, take, timer, type Observable } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inVirtualTime } from '../observables/virtual.ts';

const list = (count: number) => Array.from({ length: count }, (_, n) => `10.0.${n >> 8}.${n & 255}`);

/** The times at which probes left, and the values that were emitted for beats that were left out. */
function run(lists: Observable<string[]>, interval: number | Observable<number>, options: SweepEveryOptions) {
  const sent: number[] = [];
  let skipped = 0;
  inVirtualTime((scheduler) => {
    const driver = new SimulatedNetwork({ hosts: [] }, scheduler);
    lists.pipe(sweepEvery(interval, { driver, timeout: 5, ...options })).subscribe(({ missed }) => (skipped += missed));
    scheduler.flush();
    for (const { event, at } of driver.log) if (event === 'send') sent.push(Number(at.toFixed(6)));
  });
  return { sent, skipped };
}

let told: IcmpArgumentError[] = [];
const listen = (reason: unknown) => told.push(reason as IcmpArgumentError);
beforeEach(() => {
  told = [];
  subscribe('rxicmp:rate', listen);
});
afterEach(() => unsubscribe('rxicmp:rate', listen));

describe('the interval of repeated sweeps', () => {
  it('is their rate: each of 10,000 targets has its probe in each second', () => {
    const { sent, skipped } = run(of(list(10_000)), 1000, { rounds: 2 });
    expect(sent).toHaveLength(20_000);
    expect(skipped).toBe(0);
    for (const second of [0, 1]) expect(sent.filter((at) => Math.floor(at / 1000) === second)).toHaveLength(10_000);
    expect(told).toEqual([]);
  });
});

describe('a rate of repeated sweeps', () => {
  it('spreads what is aligned', () => {
    const { sent, skipped } = run(of(list(5)), 100, { rate: 100, phase: 'aligned', rounds: 2 });
    expect(sent).toEqual([0, 10, 20, 30, 40, 100, 110, 120, 130, 140]);
    expect(skipped).toBe(0);
  });

  it.each([
    ['is told', 11],
    ['is told of a budget', pacer(11)],
  ])('that the list cannot keep %s, once', (_, rate) => {
    const lists = concat(of(list(3), list(2)), timer(350).pipe(map(() => list(5))));
    const { skipped } = run(lists, 200, { rate, rounds: 6 });
    expect(skipped).toBeGreaterThan(0);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      code: 'ERR_ICMP_ARGUMENT',
      argument: 'rate',
      value: 11,
      expected: 'at least 15, for 3 targets every 200 ms',
      fix: 'raise the rate or the interval, or leave out the rate for no limit.',
    });
  });

  it('is told of when a new interval is too short for it', () => {
    const intervals = concat(
      timer(0, 250).pipe(
        map((n) => [1000, 500, 100][n]!),
        take(3),
      ),
      NEVER,
    );
    run(of(list(10)), intervals, { rate: 20, rounds: 5 });
    expect(told.map(({ expected }) => expected)).toEqual(['at least 100, for 10 targets every 100 ms']);
  });

  it('that is enough is not told of', () => {
    const { sent } = run(of(list(10)), 500, { rate: 20, rounds: 3 });
    expect(sent).toHaveLength(30);
    expect(told).toEqual([]);
  });
});

import fc from 'fast-check';
import { IcmpArgumentError, pacer, sweep, type Pacer, type SweepOptions } from 'rxicmp';
import type { IcmpDriver } from 'rxicmp/icmpapi';
import { SimulatedNetwork } from 'rxicmp/testing';
import { describe, expect, it, vi } from 'vitest';
import { inVirtualTime, withMembers } from './virtual.ts';

const targets = (count: number) => Array.from({ length: count }, (_, n) => `10.0.${n >> 8}.${n & 255}`);

/** Times of the requests that left. */
const sends = (driver: SimulatedNetwork) =>
  driver.log.filter(({ event }) => event === 'send').map(({ at }) => Number(at.toFixed(6)));

/** What keeps the distances: the driver, or a timer if the driver cannot. */
const keepers = ['driver', 'timer'] as const;
const kept = (keeper: (typeof keepers)[number], driver: IcmpDriver) =>
  keeper === 'driver' ? driver : withMembers(driver, { features: new Set() });

function run(driver: IcmpDriver, count: number, options: SweepOptions) {
  return sweep(targets(count), { driver, timeout: 10, ...options }).subscribe();
}

describe.each(keepers)('the rate of a sweep, kept by the %s', (keeper) => {
  it.each([
    [1000, 1],
    [250, 4],
    [64, 15.625],
    [0.5, 2000],
    [3, 1000 / 3],
  ])('of %d a second has probes %d ms apart, without drift', (rate, gap) => {
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork({ hosts: [] }, scheduler);
      run(kept(keeper, driver), 500, { rate });
      scheduler.flush();
      const sent = sends(driver);
      expect(sent).toHaveLength(500);
      expect(Math.max(...sent.map((at, n) => Math.abs(at - n * gap)))).toBeLessThan(1e-3);
    });
  });

  it('is 1,000 a second unless it is told otherwise', () => {
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork({ hosts: [] }, scheduler);
      run(kept(keeper, driver), 5, {});
      scheduler.flush();
      expect(sends(driver)).toEqual([0, 1, 2, 3, 4]);
    });
  });

  it('is shared by all that have the same pacer, and none of them gets more than its part', () => {
    inVirtualTime((scheduler) => {
      const shared = pacer(1000);
      const port = kept(keeper, new SimulatedNetwork({ hosts: [] }, scheduler));
      const sent: number[][] = [[], [], []];
      sent.forEach((times, i) => {
        const list = targets(3000).map((target) => ({ target, tag: i }));
        sweep(list, { driver: port, rate: shared, timeout: 1 }).subscribe(({ sentAt }) => times.push(sentAt));
      });
      scheduler.flush();
      const all = sent.flat().sort((a, b) => a - b);
      expect(all).toHaveLength(9000);
      expect(Math.max(...all.map((at, n) => Math.abs(at - n)))).toBeLessThan(1e-3);
      // While all three had something to send, each got a third of every second.
      for (let second = 1; second < 8; second++) {
        for (const times of sent) {
          const count = times.filter((at) => at >= second * 1000 && at < (second + 1) * 1000).length;
          expect(count).toBeGreaterThan(270);
          expect(count).toBeLessThan(400);
        }
      }
    });
  });

  it('is kept by sweeps that follow one another', () => {
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork({ hosts: [] }, scheduler);
      const rate = pacer(10);
      const port = kept(keeper, driver);
      for (let n = 0; n < 5; n++) run(port, 1, { rate });
      scheduler.flush();
      expect(sends(driver)).toEqual([0, 100, 200, 300, 400]);
    });
  });

  it('gives back to the others what a sweep that is left would have had', () => {
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork({ hosts: [] }, scheduler);
      const rate = pacer(100);
      const port = kept(keeper, driver);
      const left = run(port, 10_000, { rate });
      run(port, 400, { rate });
      scheduler.schedule(() => left.unsubscribe(), 1000);
      scheduler.flush();
      const last = sends(driver).at(-1)!;
      // Until then there were 100 slots, of which it got about half; after that it got all slots.
      expect(last).toBeGreaterThan(4300);
      expect(last).toBeLessThan(4700);
    });
  });

  it('is kept whatever the numbers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(60), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 1, max: 30 }),
        (counts, perSecond, concurrent) => {
          inVirtualTime((scheduler) => {
            const driver = new SimulatedNetwork({ hosts: [] }, scheduler);
            const rate = pacer(perSecond);
            const port = kept(keeper, driver);
            for (const count of counts) run(port, count, { rate, concurrent });
            scheduler.flush();
            const sent = sends(driver).sort((a, b) => a - b);
            expect(sent).toHaveLength(counts.reduce((sum, count) => sum + count, 0));
            const gaps = sent.slice(1).map((at, n) => at - sent[n]!);
            expect(Math.min(Infinity, ...gaps)).toBeGreaterThanOrEqual(1000 / perSecond - 1e-3);
          });
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('a driver that keeps the distances', () => {
  it('gets probes at most 100 ms ahead', () => {
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork({ hosts: [] }, scheduler);
      const send = vi.spyOn(driver, 'sendEcho2Ex');
      run(driver, 1000, { rate: 1000 });
      scheduler.schedule(() => {
        const ahead = send.mock.calls.map(([, { notBefore }]) => notBefore! - scheduler.now());
        expect(Math.max(...ahead)).toBeGreaterThan(45);
        expect(Math.max(...ahead)).toBeLessThanOrEqual(100);
      }, 300);
      scheduler.flush();
      // No timer had to send anything.
      expect(send.mock.calls.every(([, { notBefore }]) => notBefore !== null)).toBe(true);
    });
  });
});

describe('a timer that keeps the distances', () => {
  it('makes up for a few slots when it is late, and leaves out the others', () => {
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork({ hosts: [] }, scheduler);
      // From 20 to 24 ms and from 40 to 90 ms the event loop is blocked.
      const clock = () => {
        const now = scheduler.now();
        if (now > 20 && now < 24) return 24;
        return now > 40 && now < 90 ? 90 : now;
      };
      const port = withMembers(kept('timer', driver), { now: clock });
      run(port, 100, { rate: 1000 });
      scheduler.flush();
      const sent = sends(driver);
      const before = (time: number) => sent.filter((at) => at <= time).length;
      expect(before(20)).toBe(21);
      expect(before(25)).toBeLessThanOrEqual(27);
      expect(before(41) - before(40)).toBeLessThanOrEqual(12);
    });
  });
});

describe('pacer', () => {
  it('tells its rate', () => {
    expect(pacer(500).rate).toBe(500);
    const none: Pacer = pacer(Infinity);
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork({ hosts: [] }, scheduler);
      run(driver, 50, { rate: none });
      scheduler.flush();
      expect(sends(driver)).toEqual(Array(50).fill(0));
    });
  });

  it.each([0, -1, NaN, '5', null, undefined])('cannot be made of %j', (rate) => {
    expect(() => pacer(rate as never)).toThrow(IcmpArgumentError);
    expect(() => pacer(rate as never)).toThrow(expect.objectContaining({ argument: 'rate', value: rate }) as Error);
  });
});

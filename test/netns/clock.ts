import { describe, expect, it } from 'vitest';
import { block } from '../conformance/block.ts';
import type { EngineLab } from './engineLab.ts';

/** Round-trip times while the thread that pings is busy. */
export function clock(lab: () => EngineLab, family: 4 | 6): void {
  describe('clock', () => {
    it('a blocked event loop does not bend round-trip times', async () => {
      const host = await lab().host(family, { latency: 5 });
      const busy = setInterval(() => block(20), 50);
      try {
        const start = lab().driver.now() + 50;
        const beats = Array.from({ length: 150 }, (_, i) => lab().ping(family, host, { notBefore: start + i * 7 }));
        const times = (await Promise.all(beats)).map(([outcome]) => outcome!.roundTripTime!);
        expect(Math.min(...times)).toBeGreaterThanOrEqual(4.9);
        // The loop is blocked for 40 % of all replies. A machine that stalls the network itself spoils a few.
        const bent = times.filter((time) => time > 8);
        expect(bent.length, `these took more than 8 ms: ${bent.join(', ')}`).toBeLessThan(times.length * 0.05);
      } finally {
        clearInterval(busy);
      }
    });
  });
}

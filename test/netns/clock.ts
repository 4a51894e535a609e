import { describe, it } from 'vitest';
import { testTools } from '../../src/drivers/testTools.ts';
import type { EngineLab } from './engineLab.ts';
import { expectAgreement } from './expectAgreement.ts';
import { witnessedErrors } from './witnessedErrors.ts';

/** Round-trip times while the thread that pings is busy. */
export function clock(lab: () => EngineLab, family: 4 | 6): void {
  describe('clock', () => {
    it('a blocked event loop does not bend round-trip times', async () => {
      const host = await lab().host(family, { latency: 5 });
      lab().witness.echoes();
      // The event loop is blocked while 40 % of the replies arrive.
      const busy = setInterval(() => testTools().block(20), 50);
      try {
        const start = lab().driver.now() + 50;
        const beats = Array.from({ length: 150 }, (_, i) => lab().ping(family, host, { notBefore: start + i * 7 }));
        const outcomes = (await Promise.all(beats)).map(([outcome]) => outcome!);
        expectAgreement(witnessedErrors(lab().witness.echoes(), host, outcomes));
      } finally {
        clearInterval(busy);
      }
    });
  });
}

import { describe, test } from 'vitest';
import { driverConformance, type ConformanceFixture } from 'rxicmp/testing';

/** Registers every case of the conformance suite. One that the driver or its network cannot run is a named pending test. */
export function registerConformance(title: string, fixture: ConformanceFixture): void {
  describe(title, () => {
    for (const { clause, name, missing, slow, run } of driverConformance(fixture)) {
      if (missing.length > 0) test.skip(`${clause}: ${name} (pending: no ${missing.join(', no ')})`, run);
      else test(`${clause}: ${name}`, { timeout: slow ? 180_000 : 30_000 }, run);
    }
  });
}

import { describe, test } from 'vitest';
import { driverConformance, type ConformanceFixture } from 'rxicmp/testing';
import { size } from '../size.ts';

/**
 * Registers every case of the conformance suite. A case that the driver or its network cannot run is a named pending
 * test; in `npm test` a slow case is one too.
 */
export function registerConformance(title: string, fixture: ConformanceFixture): void {
  describe(title, () => {
    for (const { clause, name, missing, slow, run } of driverConformance(fixture)) {
      const pending =
        missing.length > 0 ? `no ${missing.join(', no ')}` : slow && size === 'some' ? 'npm run test:whole' : null;
      if (pending !== null) test.skip(`${clause}: ${name} (pending: ${pending})`, run);
      else test(`${clause}: ${name}`, { timeout: slow ? 180_000 : 60_000 }, run);
    }
  });
}

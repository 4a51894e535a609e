import { describe } from 'vitest';
import { missingCapability } from './capability.ts';

// Checked now, because a test may drop these privileges later.
const ofTheLab = missingCapability();

/**
 * `describe` for tests that need the lab. Where it cannot be built they are pending, and their name says why.
 * @param missing what is missing; by default what of the lab's own needs is missing.
 */
export function describeInLab(name: string, tests: () => void, missing = ofTheLab): void {
  if (missing === null) describe(name, tests);
  else describe.skip(`${name} (pending: the lab needs ${missing})`, tests);
}

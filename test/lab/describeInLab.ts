import { describe } from 'vitest';
import { missingCapability } from './capability.ts';

// Asked before any test drops the privileges that are in question.
const ofTheLab = missingCapability();

/**
 * `describe` for tests that need the lab. Where it cannot be built they are pending, and their name says why.
 * @param missing what there is not; by default what the lab itself needs.
 */
export function describeInLab(name: string, tests: () => void, missing = ofTheLab): void {
  if (missing === null) describe(name, tests);
  else describe.skip(`${name} (pending: the lab needs ${missing})`, tests);
}

import { describe } from 'vitest';
import { missingCapability } from './capability.ts';

const missing = missingCapability();

/** `describe` for tests that need the lab. Where it cannot be built they are pending, and their name says why. */
export function describeInLab(name: string, tests: () => void): void {
  if (missing === null) describe(name, tests);
  else describe.skip(`${name} (pending: the lab needs ${missing})`, tests);
}

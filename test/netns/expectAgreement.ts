import { expect } from 'vitest';

/** Milliseconds. Far more than the engine errs by, and far less than what a blocked event loop would add. */
const GROSS = 1;
/** How many of the round-trip times must agree: the system may stop a thread between the clock and the send. */
const SHARE = 0.8;

/** @param errors by how much round-trip times differ from those of a witness, in milliseconds. */
export function expectAgreement(errors: readonly number[]): void {
  const sizes = errors.map(Math.abs).sort((a, b) => a - b);
  expect(sizes[Math.ceil(sizes.length * SHARE) - 1]).toBeLessThan(GROSS);
}

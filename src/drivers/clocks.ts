/** Epoch milliseconds. Somebody may set this clock, forward or back. */
export function wallNow(): number {
  return Date.now();
}

/** Milliseconds of a clock that nobody sets. It has no date. */
export function steadyNow(): number {
  return performance.now();
}

/** What the steady clock lacks to be the wall clock. */
let ahead = performance.timeOrigin;

/**
 * Epoch milliseconds with a fraction, as the engines stamp what they send: the millisecond of the wall clock, and within it
 * the steady clock's fraction.
 */
export function epochNow(): number {
  const steady = steadyNow();
  const wall = wallNow();
  // Somebody has set the wall clock, or the machine has slept: the two are apart by more than the rest of a millisecond.
  if (Math.abs(ahead + steady - wall - 0.5) > 1) ahead = wall - steady;
  return ahead + steady;
}

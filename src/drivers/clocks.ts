/** Epoch milliseconds. Somebody may set this clock, forward or back. */
export function wallNow(): number {
  return Date.now();
}

/** Milliseconds of a clock that nobody sets. It has no date. */
export function steadyNow(): number {
  return performance.now();
}

import type { TargetTally } from './targetTally.ts';

/** Whether no target has an address so far, and none is still looked up for the first time. */
export function isNobodyThere(tallies: readonly TargetTally[]): boolean {
  return tallies.every(({ lookupError }) => lookupError !== null);
}

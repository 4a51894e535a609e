import type { TargetTally } from './targetTally.ts';

/** Whether no target has an address so far, and no first look-up is still under way. */
export function isNobodyThere(tallies: readonly TargetTally[]): boolean {
  return tallies.every(({ lookupError }) => lookupError !== null);
}

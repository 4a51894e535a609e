import { logFactorial } from './logFactorial.ts';

/** So many of so many. */
export interface Share {
  readonly count: number;
  readonly of: number;
}

/**
 * Tells whether one share is larger than another by more than chance explains: Fisher's exact test, one-sided.
 *
 * @param level the part of the cases in which two equal shares may be called different by mistake, 0 to 1.
 */
export function isMoreThanChance(one: Share, other: Share, level: number): boolean {
  if (one.count * other.of <= other.count * one.of) return false;
  const all = one.of + other.of;
  const counted = one.count + other.count;
  // Of all ways to choose those that are counted, the part in which `one` gets exactly its number, then one more, ...
  let part = Math.exp(logChoose(one.of, one.count) + logChoose(other.of, other.count) - logChoose(all, counted));
  let sum = 0;
  // Less than rounding changes.
  const limit = level * (1 + 1e-9);
  for (let mine = one.count, theirs = other.count; part > 0; mine++, theirs--) {
    sum += part;
    if (sum > limit) return false;
    // What follows is at most a geometric series.
    const ratio = ((one.of - mine) * theirs) / ((mine + 1) * (other.of - theirs + 1));
    if (part * ratio < sum * 1e-12) return true;
    part *= ratio;
  }
  return true;
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

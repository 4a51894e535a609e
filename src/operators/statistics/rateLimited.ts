import { isMoreThanChance, type Share } from './isMoreThanChance.ts';

/** The part of the tables in which chance alone may call a row rate limited. */
const LEVEL = 0.05;

/**
 * Tells of each row of a table whether a later one leaves fewer probes unanswered.
 *
 * @param rows the share of the probes that nobody answered, nearest hop first.
 */
export function rateLimited(rows: readonly Share[]): boolean[] {
  const known = rows.filter((row) => row.of > 0).length;
  // Among many comparisons some are wrong by chance. So each one gets an equal part of the level (Bonferroni).
  const level = LEVEL / ((known * (known - 1)) / 2);
  return rows.map((row, i) => rows.slice(i + 1).some((later) => isMoreThanChance(row, later, level)));
}

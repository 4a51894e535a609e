import { padEnd, widthOf } from '../terminal/widthOf.ts';

/**
 * Lays cells out in columns as wide as they need. The columns in `left` are aligned to the left, all others to the
 * right.
 */
export function table(rows: readonly (readonly string[])[], left: ReadonlySet<number>): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, widthOf(cell))));
  return rows.map((row) =>
    row
      .map((cell, i) => (left.has(i) ? padEnd(cell, widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd(),
  );
}

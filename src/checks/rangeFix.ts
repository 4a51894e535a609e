/** How to mend a number that is not in a range, or no number at all. */
export function rangeFix(value: unknown, least: number, most: number): string {
  if (typeof value === 'string') return 'pass a number, not text.';
  if (typeof value === 'number' && value > most) return `pass ${most} or less.`;
  if (typeof value === 'number' && value < least) return `pass ${least} or more.`;
  return `pass ${typeof value === 'number' && Number.isFinite(value) ? Math.round(value) : least}.`;
}

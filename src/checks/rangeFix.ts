/** The fix for a value that is not a number in the range. */
export function rangeFix(value: unknown, least: number, most: number): string {
  if (typeof value === 'string') return 'pass a number, not text.';
  if (typeof value === 'number' && value > most) return `pass ${most} or less.`;
  if (typeof value === 'number' && value < least) return `pass ${least} or more.`;
  return `pass ${typeof value === 'number' && Number.isFinite(value) ? Math.round(value) : least}.`;
}

/** The target as text, whatever was given: in plain JavaScript a source of targets may emit anything. */
export function targetText(given: unknown): string {
  if (typeof given !== 'object' || given === null) return String(given);
  return 'target' in given && typeof given.target === 'string' ? given.target : '';
}

/** Words of a list that are shown; the others are counted. */
export const FEW = 3;

/**
 * A list of any length in a line: its first words, and how many more there are.
 *
 * @param total how many there are, where only some of them are at hand.
 */
export function fewOf(words: readonly string[], separator = ', ', total = words.length): string {
  const shown = words.slice(0, FEW);
  const rest = total - shown.length;
  return `${shown.join(separator)}${rest > 0 ? ` and ${rest} more` : ''}`;
}

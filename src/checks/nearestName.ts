/** The name that was probably meant: one that contains the other, or the one with the fewest letters to change. */
export function nearestName(name: string, known: readonly string[]): string | null {
  const meant = name.toLowerCase();
  let nearest: string | null = null;
  // When more than a third of the letters differ, another name was meant.
  let least = meant.length / 3;
  for (const candidate of known) {
    const other = candidate.toLowerCase();
    const [shorter, longer] = meant.length < other.length ? [meant, other] : [other, meant];
    if (shorter.length > 3 && longer.includes(shorter)) return candidate;
    const distance = editDistance(meant, other);
    if (distance <= least) {
      nearest = candidate;
      least = distance - 1;
    }
  }
  return nearest;
}

/** Letters to insert, delete, replace or swap with their neighbour to get from one word to the other. */
function editDistance(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const above = row;
    row = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = above[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const swapped = isSwapped ? before[j - 2]! + 1 : Infinity;
      row.push(Math.min(replaced, swapped, above[j]! + 1, row[j - 1]! + 1));
    }
    before = above;
  }
  return row[to.length]!;
}

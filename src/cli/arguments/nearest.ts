/** The word that takes the fewest changed letters to write; null when all are far away. */
export function nearest(given: string, known: readonly string[]): string | null {
  const name = given.toLowerCase();
  let best: string | null = null;
  // With more than half of the letters wrong it is another word.
  let least = name.length / 2;
  for (const candidate of known) {
    const changes = candidate.startsWith(name) ? 0 : editDistance(name, candidate);
    if (changes > least) continue;
    best = candidate;
    least = changes - 1;
  }
  return best;
}

// The library's own spelling help is behind its doors, and loading these takes longer than finding the mistake.

function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const above = row;
    row = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = above[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, above[j]! + 1, row[j - 1]! + 1));
    }
  }
  return row[to.length]!;
}

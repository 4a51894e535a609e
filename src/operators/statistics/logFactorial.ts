/** The first ones, for which Stirling's series is not exact enough. */
const SMALL = [0];
for (let n = 1; n < 32; n++) SMALL.push(SMALL[n - 1]! + Math.log(n));

/** The natural logarithm of `n!`. */
export function logFactorial(n: number): number {
  const small = SMALL[n];
  if (small !== undefined) return small;
  return n * Math.log(n) - n + Math.log(2 * Math.PI * n) / 2 + 1 / (12 * n) - 1 / (360 * n ** 3);
}

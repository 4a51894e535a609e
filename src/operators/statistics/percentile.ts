/** A percentile, and its name in what is emitted. */
export interface Percentile {
  readonly percent: number;
  readonly name: `p${number}`;
}

export function percentile(percent: number): Percentile {
  return { percent, name: `p${percent}` };
}

/** What one contender did in one round. */
export interface Lap {
  readonly count: number;
  readonly lost: number;
  readonly milliseconds: number;
  /** Of processor time, where it is known. */
  readonly cpu?: number;
}

/**
 * How many times as fast as a peer a contender was, round by round. Only laps of the same round are compared,
 * because the speed of the machine changes from round to round.
 */
export function speedRatios(laps: readonly Lap[], peer: readonly Lap[]): number[] {
  return ratios(laps, peer, pace);
}

/** How many times a peer's processor time a contender took for a probe, round by round; NaN where either is not known. */
export function costRatios(laps: readonly Lap[], peer: readonly Lap[]): number[] {
  return ratios(laps, peer, ({ cpu = NaN, count }) => cpu / count);
}

function ratios(laps: readonly Lap[], peer: readonly Lap[], of: (lap: Lap) => number): number[] {
  if (laps.length !== peer.length) throw new RangeError(`${laps.length} rounds against ${peer.length}`);
  return laps.map((lap, round) => of(lap) / of(peer[round]!));
}

/** Probes a second. */
export function pace({ count, milliseconds }: Lap): number {
  return (count / milliseconds) * 1000;
}

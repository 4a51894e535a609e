/** What one contender did in one round. */
export interface Lap {
  readonly count: number;
  readonly lost: number;
  readonly milliseconds: number;
  /** Of processor time, where it is known. */
  readonly cpu?: number;
}

/**
 * How many times as fast as a peer somebody was, round by round: only what ran in the same round is compared, because
 * the machine is not the same from one to the next.
 */
export function speedRatios(laps: readonly Lap[], peer: readonly Lap[]): number[] {
  if (laps.length !== peer.length) throw new RangeError(`${laps.length} rounds against ${peer.length}`);
  return laps.map((lap, round) => pace(lap) / pace(peer[round]!));
}

/** Probes a second. */
export function pace({ count, milliseconds }: Lap): number {
  return (count / milliseconds) * 1000;
}

import { addressOf, behaviourOf, COUNT } from './scenario.mjs';

/** What Prometheus has to find once each target was probed so many times; a multiple of four. */
export interface Expected {
  readonly probes: number;
  readonly statuses: Readonly<Record<string, number>>;
  /** Milliseconds, in ascending order. */
  readonly rtts: readonly number[];
  readonly up: number;
  readonly down: number;
  readonly loss: number;
  /** How many targets lose some of their probes. */
  readonly lossies: number;
  /** A target of each kind. */
  readonly lossy: string;
  readonly silent: string;
  readonly slow: string;
}

/** Counts by the scenario alone. */
export function expectedAfter(rounds: number): Expected {
  const statuses = { success: 0, 'timed-out': 0, 'destination-host-unreachable': 0 };
  const rtts: number[] = [];
  let down = 0;
  let lossies = 0;
  for (let i = 0; i < COUNT; i++) {
    const { latency, loss, silent, refuse } = behaviourOf(i);
    if (silent === true || refuse !== undefined) {
      down++;
      statuses[silent === true ? 'timed-out' : 'destination-host-unreachable'] += rounds;
      continue;
    }
    const lost = loss === undefined ? 0 : rounds / loss.every;
    if (lost > 0) lossies++;
    statuses.success += rounds - lost;
    statuses['timed-out'] += lost;
    for (let n = lost; n < rounds; n++) rtts.push(latency!);
  }
  const probes = COUNT * rounds;
  return {
    probes,
    statuses,
    rtts: rtts.sort((a, b) => a - b),
    up: COUNT - down,
    down,
    loss: 1 - statuses.success / probes,
    lossies,
    lossy: addressOf(6),
    silent: addressOf(7),
    slow: addressOf(9),
  };
}

import type { Figure } from './figure.ts';
import type { Lap } from './speedRatios.ts';

/** What a bench hands back. */
export interface Report {
  readonly figures: readonly Figure[];
  /** Who ran side by side, with a lap for each round. */
  readonly laps?: Readonly<Record<string, readonly Lap[]>>;
  /** Peers that are not on this machine, and how to get them. */
  readonly absent?: readonly string[];
  /** What else there is to know, a line each. */
  readonly notes?: readonly string[];
}

/** How a bench is to be run. */
export interface Run {
  /** Counted ones. */
  readonly rounds: number;
  /** Where to leave CPU profiles; null for none. */
  readonly profile: string | null;
}

/** Something to measure. Each runs in a process of its own, and may make that its own network namespace. */
export interface Bench {
  readonly about: string;
  run(run: Run): Promise<Report>;
}

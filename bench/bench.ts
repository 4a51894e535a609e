import type { Figure } from './figure.ts';
import type { Lap } from './speedRatios.ts';

/** What a bench hands back. */
export interface Report {
  readonly figures: readonly Figure[];
  /** The contenders that ran side by side, with a lap for each round. */
  readonly laps?: Readonly<Record<string, readonly Lap[]>>;
  /** Peers that are not on this machine, and how to get them. */
  readonly absent?: readonly string[];
  /** What else there is to know, a line each. */
  readonly notes?: readonly string[];
}

/** How to run a bench. */
export interface Run {
  /** Counted ones. */
  readonly rounds: number;
  /** Where to leave CPU profiles; null for none. */
  readonly profile: string | null;
}

/**
 * Something to measure. Each bench runs in a process of its own, which it may move into a network namespace of its own.
 */
export interface Bench {
  readonly about: string;
  /** It runs only when it is named. */
  readonly isLong?: boolean;
  run(run: Run): Promise<Report>;
}

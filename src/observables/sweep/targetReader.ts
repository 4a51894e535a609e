import type { ProbeTaker } from './probeSource.ts';

/** Stands for no target at this moment. A symbol, because any other value may be meant as a target. */
export const NOTHING = Symbol('nothing');

/** Gives targets, one at each call. */
export interface TargetReader {
  /** Nothing more will ever come. */
  readonly done: boolean;
  start(taker: ProbeTaker): void;
  take(): unknown;
}

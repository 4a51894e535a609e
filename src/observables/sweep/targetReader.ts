import type { ProbeTaker } from './probeSource.ts';

/** What a source gives when it has nothing at this moment: anything else may be meant for a target. */
export const NOTHING = Symbol('nothing');

/** Targets, one when it is asked for. */
export interface TargetReader {
  /** Nothing more will ever come. */
  readonly done: boolean;
  start(taker: ProbeTaker): void;
  take(): unknown;
}

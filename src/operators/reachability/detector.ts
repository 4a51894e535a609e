import type { LevelState, ReachState } from '../transition.ts';

/** Decides the state of one target from its replies. */
export interface Detector<R, State extends ReachState | LevelState> {
  readonly state: State;
  readonly flapping: boolean;
  /** @returns the replies that changed the state or `flapping`; null when neither has changed. */
  observe(reply: R): readonly R[] | null;
  /** One of several series to the target has ended. */
  leave?(removed: R): readonly R[] | null;
}

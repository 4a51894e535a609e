import type { AbortSignalLike } from '../index.ts';
import type { LiveText } from './terminal/liveText.ts';
import type { Screen } from './terminal/screen.ts';

/** What a command has around it: where it writes, what ends it, and what time it is. */
export interface Surroundings {
  /** Aborts when the run is to end with its summary. */
  readonly signal: AbortSignalLike;
  /** Writes one or more lines to standard output; the last line feed is added. */
  readonly print: (text: string) => void;
  /** As `print`, to standard error: for messages that are no output. */
  readonly tell: (text: string) => void;
  /** Calls back whenever somebody wants the statistics so far. @returns a function that ends that. */
  readonly onAsked: (listener: () => void) => () => void;
  /** Text that is written over; null where there is no terminal. */
  readonly live: LiveText | null;
  /** A terminal as a whole; null where there is none. */
  readonly screen: Screen | null;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

import type { Subscription } from 'rxjs';
import type { SweepProbe } from './sweepProbe.ts';

/** Gives a sweep its probes, one whenever the sweep has room for one. */
export interface ProbeSource {
  /** Nothing more will ever come. */
  readonly done: boolean;
  /** When to ask again, in milliseconds of the sweep's clock; null when time alone brings nothing. */
  readonly next: number | null;
  /** It uses the argument `now` of `take`. */
  readonly timed: boolean;
  start(taker: ProbeTaker): void;
  /**
   * @param horizon how far ahead a probe may be taken.
   * @returns null when there is none at this moment.
   */
  take(now: number, horizon: number): SweepProbe | null;
  /** The address of a probe is known, which was not when it was taken. */
  resolved?(probe: SweepProbe): void;
  /** A probe is followed by another attempt. */
  retried?(probe: SweepProbe, next: SweepProbe): void;
  /** Nothing more comes of a probe that was not cancelled. */
  ended?(probe: SweepProbe): void;
}

/** The sweep, as its source sees it. */
export interface ProbeTaker {
  /** Ends with the sweep. */
  readonly subscription: Subscription;
  /** Milliseconds that probes may be taken ahead of their time. */
  readonly lookAhead: number;
  now(): number;
  /** From now on beats of one target are so many milliseconds apart. */
  setInterval(interval: number): void;
  /** There may be something to take, or the end. */
  pump(): void;
  /** Nothing more is wanted of a probe that was taken. */
  cancel(probe: SweepProbe): void;
  /** Emits that beats were left out. `probe` and `due` belong to the first of them. */
  skip(probe: SweepProbe, due: number, missed: number): void;
  /** The target of a probe has left. */
  remove(probe: SweepProbe): void;
  fail(reason: unknown): void;
}

import type { Subscription } from 'rxjs';
import type { Flight } from './sweepProbe.ts';

/** Where a sweep has its probes from, one when it has room for one. */
export interface Feed {
  /** Nothing more will ever come. */
  readonly done: boolean;
  /** When to ask again, in milliseconds of the sweep's clock; null when time alone brings nothing. */
  readonly next: number | null;
  /** It asks for the time. */
  readonly timed: boolean;
  start(reader: FeedReader): void;
  /**
   * @param horizon how far ahead a probe may be taken.
   * @returns null when there is none at this moment.
   */
  take(now: number, horizon: number): Flight | null;
  /** The address of a probe is known, which was not when it was taken. */
  resolved?(flight: Flight): void;
  /** A probe is followed by another attempt. */
  retried?(flight: Flight, next: Flight): void;
  /** Nothing more comes of a probe. */
  ended?(flight: Flight): void;
}

/** The sweep, as its feed sees it. */
export interface FeedReader {
  /** Ends with the sweep. */
  readonly subscription: Subscription;
  /** Milliseconds that probes may be taken ahead of their time. */
  readonly lookAhead: number;
  now(): number;
  /** There may be something to take, or the end. */
  pump(): void;
  /** Nothing more is wanted of a probe that was taken. */
  cancel(flight: Flight): void;
  /** Beats were left out. */
  skip(flight: Flight, due: number, missed: number): void;
  fail(reason: unknown): void;
}

import type { EchoReply } from '../observables/echoReply.ts';

/**
 * Whether a target is thought to answer; `unknown` until enough has been heard of it, `removed` once it has left the list
 * of `sweepEvery`. One that comes back is `unknown` again.
 */
export type ReachState = 'unknown' | 'up' | 'down' | 'removed';

/** Whether what is measured of a target is as usual or too high; `unknown` and `removed` as in {@link ReachState}. */
export type LevelState = 'unknown' | 'normal' | 'raised' | 'removed';

/** What all transitions have. */
export interface TransitionBase<R = EchoReply> {
  readonly target: string;
  /** Epoch milliseconds at which the probe was sent whose reply made the difference. */
  readonly at: number;
  /** Set only by `reachability` with `flap`; else false. */
  readonly flapping: boolean;
  /** The replies that decided, in the order in which they came. For `removed` it is that value. */
  readonly evidence: readonly R[];
}

/** A target has gone down or come up: from `reachability` and `quorum`. */
export interface ReachTransition<R = EchoReply> extends TransitionBase<R> {
  readonly kind: 'reachability';
  readonly from: ReachState;
  /** The same as `from` when only `flapping` has changed. */
  readonly to: ReachState;
}

/**
 * What is measured of a target has become too high, or usual again: an `average` from `ewmaHysteresis`, or `latency`, its
 * round-trip times, from `baselineShift`. The target may be up all the time.
 */
export interface LevelTransition<R = EchoReply> extends TransitionBase<R> {
  readonly kind: 'average' | 'latency';
  readonly from: LevelState;
  readonly to: LevelState;
}

/** A change in what is thought of a target. Streams of several kinds may be merged: `kind` tells them apart. */
export type Transition<R = EchoReply> = ReachTransition<R> | LevelTransition<R>;

import type { EchoReply } from '../observables/echoReply.ts';

/**
 * What a target is thought to be; `unknown` until enough has been heard of it, `removed` once it has left the list of
 * `sweepEvery`. One that comes back is `unknown` again.
 */
export type ReachState = 'unknown' | 'up' | 'down' | 'removed';

/** A change in what is thought of a target. */
export interface Transition<R = EchoReply> {
  readonly target: string;
  /** Epoch milliseconds at which the probe was sent whose reply made the difference. */
  readonly at: number;
  readonly from: ReachState;
  /** The same as `from` when only `flapping` has changed. */
  readonly to: ReachState;
  readonly flapping: boolean;
  /** The replies that decided, in the order in which they came. Of `removed` it is the value that tells of it. */
  readonly evidence: readonly R[];
}

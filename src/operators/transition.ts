import type { EchoReply } from '../observables/echoReply.ts';

/** What a target is thought to be; `unknown` until enough has been heard of it. */
export type ReachState = 'unknown' | 'up' | 'down';

/** A change in what is thought of a target. */
export interface Transition<R = EchoReply> {
  readonly target: string;
  /** Epoch milliseconds at which the probe was sent whose reply made the difference. */
  readonly at: number;
  readonly from: ReachState;
  /** The same as `from` when only `flapping` has changed. */
  readonly to: ReachState;
  readonly flapping: boolean;
  /** The replies that decided, in the order in which they came. */
  readonly evidence: readonly R[];
}

/**
 * What every value of a probe says of the probe, whatever becomes of it. Each stream makes one object of one shape for
 * each of its attempts, so that `toReply` meets one hidden class.
 */
export interface ProbeValue {
  /** As it was given. */
  readonly target: string;
  readonly tag: unknown;
  /** The address that is probed; null when it is not known, or when there are several. */
  readonly destination: string | null;
  /** Milliseconds that this probe waited for a look-up; null when it needed none. */
  readonly lookupTime: number | null;
  readonly sequence: number;
  readonly round: number;
  /** From 1. */
  readonly attempt: number;
}

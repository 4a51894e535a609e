import type { EchoCompletion, EchoRequest, IcmpHandle, PendingEcho } from '../../icmpapi/icmpapi.ts';

/** A request of a case and everything that came of it. */
export interface TrackedEcho {
  readonly handle: IcmpHandle;
  readonly request: EchoRequest;
  readonly isBroadcast: boolean;
  /** The driver's clock before the request was handed over. */
  readonly startedAt: number;
  readonly completions: EchoCompletion[];
  /** The driver's clock at each completion. */
  readonly times: number[];
  pending: PendingEcho | null;
  /** `cancel()` or `closeHandle()` has returned. */
  dropped: boolean;
}

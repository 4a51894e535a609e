import type { EchoStatus } from '../../observables/echoReply.ts';

/** What a reply adds to the statistics of its key. */
export interface Sample {
  readonly status: EchoStatus;
  /** An address was probed, or was to be. */
  readonly hasAddress: boolean;
  readonly sentAt: number;
  /** Of an echo reply in time, else null. */
  readonly rtt: number | null;
  readonly missed: number;
  /** How much the round-trip time changed in each pair of probes that it completes; null when that cannot be told. */
  readonly changes: readonly number[] | null;
}

import type { MplsLabel } from '../../wire/mplsLabel.ts';

/** As much of a reply as a recording is made of: whatever a stream emits of a probe has it. */
export interface RecordedReply {
  readonly target: string;
  readonly destination: string | null;
  readonly responder: string | null;
  readonly sequence: number;
  readonly attempt: number;
  readonly status: string;
  readonly statusCode: number | null;
  readonly errorCode: string | null;
  readonly sentAt: number;
  readonly rtt: number | null;
  readonly lookupTime: number | null;
  readonly icmp: { readonly type: number; readonly code: number } | null;
  readonly replyTtl: number | null;
  readonly size: number | null;
  readonly altered: boolean;
  readonly unproven: boolean;
  readonly mtu: number | null;
  readonly mplsLabels: readonly MplsLabel[] | null;
  readonly missed: number;
}

/** As much of a hop. */
export interface RecordedHop {
  readonly target: string;
  readonly round: number;
  readonly ttl: number;
  readonly replies: readonly RecordedReply[];
}

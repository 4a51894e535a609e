import type { MplsLabel } from '../../wire/mplsLabel.ts';

/** Something that comes back: an echo reply, or an ICMP error. */
export interface SimulatedAnswer {
  /** Milliseconds after the request. */
  readonly delay: number;
  readonly from: string;
  /** TTL or hop limit as it arrives; null when it was recorded without one. */
  readonly ttl: number | null;
  /** Null for an echo reply. */
  readonly error: SimulatedError | null;
  /** The most bytes of payload that come back. */
  readonly truncateTo: number;
  readonly corrupt: 'payload' | 'checksum' | null;
  /** A refusal without a proof; default false. */
  readonly unproven?: boolean;
}

/** An ICMP error. `mtu` is null when it tells none. */
export interface SimulatedError {
  readonly type: number | null;
  readonly code: number | null;
  readonly mtu: number | null;
  /** IP_STATUS; default: what type and code mean. */
  readonly status?: number;
  /** Default none. */
  readonly mplsLabels?: readonly MplsLabel[];
}

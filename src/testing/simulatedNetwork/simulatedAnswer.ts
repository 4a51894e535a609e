/** Something that comes back: an echo reply, or an ICMP error. */
export interface SimulatedAnswer {
  /** Milliseconds after the request. */
  readonly delay: number;
  readonly from: string;
  /** TTL or hop limit as it arrives. */
  readonly ttl: number;
  /** Null for an echo reply. `mtu` is null when it tells none. */
  readonly error: { readonly type: number; readonly code: number; readonly mtu: number | null } | null;
  /** The most bytes of payload that come back. */
  readonly truncateTo: number;
  readonly corrupt: 'payload' | 'checksum' | null;
}

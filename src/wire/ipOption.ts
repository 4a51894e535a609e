/** One option of an IPv4 header (RFC 791). `room` is how many more entries it has space for. */
export type IpOption =
  /** The addresses that the packet passed, there and back: each host adds its own, as long as there is room. */
  | { readonly kind: 'record-route'; readonly addresses: readonly string[]; readonly room: number }
  | IpTimestampOption
  /** The addresses that the packet has to pass, in this order; `next` counts those that it passed. */
  | {
      readonly kind: 'loose-source-route' | 'strict-source-route';
      readonly addresses: readonly string[];
      readonly next: number;
    }
  /** Any other one; `data` is what stands behind its type and length. */
  | { readonly kind: 'other'; readonly type: number; readonly data: Uint8Array };

/** When the packet passed which host. */
export interface IpTimestampOption {
  readonly kind: 'timestamp';
  /**
   * What stamps have beside the time: nothing, the address of the host that stamped, or of the host that was asked to
   * stamp.
   */
  readonly addresses: 'none' | 'recorded' | 'given';
  readonly stamps: readonly IpTimestamp[];
  readonly room: number;
  /** How many hosts had no room for their stamp, 15 at most. */
  readonly overflow: number;
}

/** `time` counts milliseconds since midnight UTC; with the highest bit set it may be anything. Null: not stamped yet. */
export interface IpTimestamp {
  readonly address: string | null;
  readonly time: number | null;
}

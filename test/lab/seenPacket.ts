/** An echo request as it came to the lab, or as much of it as its first fragment holds. */
export interface SeenPacket {
  /** Milliseconds on the system's monotonic clock, that of `process.hrtime`. */
  readonly at: number;
  readonly source: string;
  readonly ttl: number;
  readonly tos: number;
  readonly dontFragment: boolean;
  readonly options: Uint8Array;
  /** Of IPv6; 0 in IPv4. */
  readonly flowLabel: number;
  /** Of the ICMP message. */
  readonly checksum: number;
  readonly identifier: number;
  readonly sequence: number;
  readonly payload: Uint8Array;
}

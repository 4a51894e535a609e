/** The IP header fields of a request or reply: `IP_OPTION_INFORMATION`. */
export interface IpOptionInformation {
  readonly ttl: number;
  readonly tos: number;
  /** `IP_FLAG_*`. */
  readonly flags: number;
  /** IPv4 options as they stand in the header, at most 40 bytes; empty without options. */
  readonly optionsData: Uint8Array;
}

/** One `ICMP_ECHO_REPLY`. */
export interface EchoReplyRecord extends IpOptionInformation {
  /** Who answered. */
  readonly address: string;
  /** `IP_STATUS` as in `IpStatus4`. */
  readonly status: number;
  /** Whole milliseconds; 0 is a measurement, too. */
  readonly roundTripTime: number;
  /** The payload; empty unless `status` is 0. */
  readonly data: Uint8Array;
}

/** One `ICMPV6_ECHO_REPLY`. */
export interface Icmpv6EchoReplyRecord {
  /** Who answered, without a zone. */
  readonly address: string;
  /** Index of the interface that a link-local address belongs to, else 0. */
  readonly scopeId: number;
  /** `IP_STATUS` as in `IpStatus6`. */
  readonly status: number;
  /** Whole milliseconds; 0 is a measurement, too. */
  readonly roundTripTime: number;
  /** The payload; empty unless `status` is 0. */
  readonly data: Uint8Array;
}

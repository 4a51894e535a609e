/** One entry of an MPLS label stack (RFC 3032). */
export interface MplsLabel {
  /** 0 to 1,048,575; below 16 they have a meaning of their own. */
  readonly label: number;
  /** Traffic class, 0 to 7: the experimental bits. */
  readonly trafficClass: number;
  /** It is the last one of the stack. */
  readonly bottomOfStack: boolean;
  /** 0 to 255, as it came to the router. */
  readonly ttl: number;
}

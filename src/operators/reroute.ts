/** The way to a target has changed. */
export interface Reroute {
  /** The target as it was given. */
  readonly target: string;
  /** The first round that went the new way. */
  readonly round: number;
  /** Epoch milliseconds at which the first probe of that round was sent. */
  readonly at: number;
  /** The first hop that is another one, as a TTL or hop limit of IPv6. */
  readonly ttl: number;
  /** The addresses that answered at each hop of the old way, nearest first; none at a silent one. */
  readonly from: readonly (readonly string[])[];
  /** The same of the new way. */
  readonly to: readonly (readonly string[])[];
}

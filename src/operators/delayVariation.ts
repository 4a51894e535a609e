/** How much longer a probe took than the one before it. */
export interface DelayVariation {
  readonly target: string;
  /** Of the later one of the two. */
  readonly sequence: number;
  /** Milliseconds, negative when it was faster; null when one had no echo reply in time, or they were answered by different addresses. */
  readonly ipdv: number | null;
}

/** How much longer a probe took than the one before it in its series. */
export interface DelayVariation<Tag = null> {
  readonly target: string;
  /** Of the series. */
  readonly tag: Tag;
  /** The address that both were sent to. */
  readonly destination: string | null;
  /** Of the later one of the two. */
  readonly sequence: number;
  /** Milliseconds, negative when it was faster; null when one had no echo reply in time, or they were answered by different addresses. */
  readonly ipdv: number | null;
}

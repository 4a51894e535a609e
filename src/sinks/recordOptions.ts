/** How many values are written at once, how often, and how many may wait. Times in milliseconds. */
export interface RecordOptions {
  /** So many values are written at once; default 500. */
  readonly batch?: number | undefined;
  /** No value waits longer for others to be written with; default 1,000. */
  readonly every?: number | undefined;
  /**
   * So many values may wait while others are written, or `Infinity`; default 10,000. With one more, the oldest of them is
   * lost.
   */
  readonly buffer?: number | undefined;
  /**
   * How often a batch that the sink failed with is tried again; default 5. The first time after 100 ms, and then after four
   * times as long each time, up to a minute.
   */
  readonly retries?: number | undefined;
  /** A write that takes longer has failed; default 30,000. */
  readonly timeout?: number | undefined;
  /** Is told what is lost, at most once for each batch and each time that `every` passes. */
  readonly onLoss?: ((loss: Loss) => void) | undefined;
}

/** Values that are in no sink. */
export interface Loss {
  /** How many, since the last time that it was told. 0 when it is only the sink that could not be closed. */
  readonly count: number;
  /** How many in all, since the subscription. */
  readonly total: number;
  /** What the sink failed with; null when more values came than were written, and `buffer` was full. */
  readonly error: unknown;
}

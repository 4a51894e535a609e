/** At least `n` of the latest `of`. */
export interface NofM {
  /** 1 to `of`. */
  readonly n: number;
  /** 1 to 1,000. */
  readonly of: number;
}

/** When a target is up, down or flapping. */
export interface ReachabilityOptions<R> {
  /** It is down when so many of its latest votes say so; default 3 of 3. */
  readonly down?: NofM | undefined;
  /** It is up when so many of its latest votes say so; default 2 of 2. */
  readonly up?: NofM | undefined;
  /**
   * It is flapping when of its latest `of` votes, 2 to 1,000, at least `changes` differ from the one before; default:
   * never.
   */
  readonly flap?: { readonly changes: number; readonly of: number } | undefined;
  /**
   * What a reply says about its target. Default: a success votes `up`; a time-out, a refusal and a target without an
   * address vote `down`, also one that is malformed. All others abstain: a probe that was not sent tells of this machine,
   * late and duplicate replies tell nothing new, and after a look-up that failed the last good address may be probed.
   */
  readonly vote?: ((reply: R) => 'up' | 'down' | 'abstain') | undefined;
  /** Forget a target after so many milliseconds without a reply, or `Infinity`; default a day. */
  readonly idle?: number | undefined;
}

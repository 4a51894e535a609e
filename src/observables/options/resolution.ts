/** The address of a target, or the reason why it has none. */
export type Resolution = Resolved | Unresolved;

/** The address that is probed. */
export interface Resolved {
  readonly address: string;
  readonly family: 4 | 6;
  /** Milliseconds that the look-up took; null when none was needed. */
  readonly lookupTime: number | null;
}

/** Why a name has no address, as in `ENOTFOUND`. */
export interface Unresolved {
  readonly address: null;
  readonly errorCode: string;
  /** In words; null when the code says all. */
  readonly errorText: string | null;
  readonly lookupTime: number;
}

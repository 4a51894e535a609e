/** One case of the suite, bound to a driver. */
export interface ConformanceCase {
  /** Which part of the contract on `IcmpDriver` it holds against the driver. */
  readonly clause: string;
  readonly name: string;
  /** Features, addresses and abilities of the fixture that the case is about. */
  readonly needs: readonly string[];
  /** Those of `needs` that are not there. When there are any, the case is pending: `run` would fail. */
  readonly missing: readonly string[];
  /** Takes seconds on a real network. */
  readonly slow: boolean;
  /** Rejects when the driver breaks the contract. */
  readonly run: () => Promise<void>;
}

/** One thing that is tried in Windows' node.exe, and reported as a test of its own. */
export interface WindowsCase {
  readonly name: string;
  /** Why it is not run: its test is pending, and named so. */
  readonly pending?: string | undefined;
  /** Milliseconds after which it hangs; 30,000 when left out. */
  readonly limit?: number | undefined;
  /** Throws or rejects when what it is about does not hold. */
  readonly run: () => void | Promise<void>;
}

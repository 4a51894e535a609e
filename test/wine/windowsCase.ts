/** One case that runs in Windows' node.exe, and is reported as a test of its own. */
export interface WindowsCase {
  readonly name: string;
  /** Why it is not run: its test is pending, and has the reason in its name. */
  readonly pending?: string | undefined;
  /** Milliseconds after which it hangs; 30,000 when left out. */
  readonly limit?: number | undefined;
  /** Throws or rejects when the case fails. */
  readonly run: () => void | Promise<void>;
}

/** One line of a simulated network's log. */
export interface NetworkEvent {
  /** Milliseconds on the network's scheduler. */
  readonly at: number;
  /** `send`: a request left. `unsent`: the system refused to send it. */
  readonly event: 'open' | 'send' | 'unsent' | 'cancel' | 'close' | 'lookup';
  /** Handles count from 0; null for a look-up. */
  readonly handle: number | null;
  /** Requests count from 0 in the order of `sendEcho2Ex`; null for what is not about one. */
  readonly request: number | null;
  /** The destination or the name. */
  readonly destination: string | null;
}

import type { EchoCompletion, EchoRequest, IcmpHandle } from '../../icmpapi/icmpapi.ts';
import type { EchoStep } from './planEcho.ts';
import type { TimelineTask } from './timeline.ts';

/** What becomes of one request: nothing (`steps` empty) until it is sent, then one step after the other. */
export interface SimulatedEcho {
  readonly number: number;
  readonly handle: SimulatedHandle;
  readonly request: EchoRequest;
  readonly onCompletion: (completion: EchoCompletion) => void;
  task: TimelineTask | null;
  sentAt: number;
  steps: readonly EchoStep[];
  next: number;
}

/** A handle of a simulated network, and what is under way for it. */
export interface SimulatedHandle extends IcmpHandle {
  readonly number: number;
  closed: boolean;
  readonly pending: Set<SimulatedEcho>;
  /** Tells a completion in the asynchronous context in which the handle was opened; null when each request has one. */
  readonly inContext: ((onCompletion: SimulatedEcho['onCompletion'], completion: EchoCompletion) => void) | null;
}

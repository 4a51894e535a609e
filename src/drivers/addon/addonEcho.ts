import type { EchoCompletion, EchoRequest, IcmpHandle, PendingEcho } from '../../icmpapi/icmpapi.ts';

/** Whose requests they are. */
interface Owner {
  cancel(echo: AddonEcho): void;
}

const WANTS_DATA = 1;
const HOLDS = 2;

// A field more of these two classes is eight bytes more of each probe.

/** A handle of the addon's driver. */
export class AddonHandle implements IcmpHandle {
  readonly driver: Owner;
  readonly family: 4 | 6;
  /** Its requests in flight, linked both ways: closing must not have to look at everybody's. Undefined when closed. */
  newest: AddonEcho | null | undefined = null;

  constructor(driver: Owner, family: 4 | 6) {
    this.driver = driver;
    this.family = family;
  }

  get closed(): boolean {
    return this.newest === undefined;
  }
}

/** A request in flight. */
export class AddonEcho implements PendingEcho {
  older: AddonEcho | null = null;
  newer: AddonEcho | null = null;
  readonly handle: AddonHandle;
  readonly slot: number;
  readonly generation: number;
  readonly onCompletion: (completion: EchoCompletion) => void;
  readonly destination: string;
  #bits: number;

  constructor(
    handle: AddonHandle,
    slot: number,
    generation: number,
    request: EchoRequest,
    onCompletion: (completion: EchoCompletion) => void,
  ) {
    this.handle = handle;
    this.slot = slot;
    this.generation = generation;
    this.onCompletion = onCompletion;
    this.destination = request.destination;
    this.#bits = (request.wantData ? WANTS_DATA : 0) | (request.keepAlive ? HOLDS : 0);
  }

  get family(): 4 | 6 {
    return this.handle.family;
  }

  get wantData(): boolean {
    return (this.#bits & WANTS_DATA) !== 0;
  }

  /** It keeps the process alive. */
  get holds(): boolean {
    return (this.#bits & HOLDS) !== 0;
  }

  hold(): void {
    this.#bits |= HOLDS;
  }

  cancel(): void {
    this.handle.driver.cancel(this);
  }
}

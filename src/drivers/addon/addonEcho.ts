import type { EchoCompletion, EchoRequest, IcmpHandle, PendingEcho } from '../../icmpapi/icmpapi.ts';
import { AsyncContext } from '../asyncContext.ts';
import type { EngineRequest } from './engineRequest.ts';

/** Whose requests they are. */
interface Owner {
  cancel(echo: AddonEcho): void;
  receive(echo: AddonEcho, view: DataView, bytes: Uint8Array, offset: number): void;
}

const WANTS_DATA = 1;
const HOLDS = 2;

// A field more of these classes is eight bytes more of each probe. None of them but `AddonPending` is handed out.

/** A handle of the addon's driver, and the context in which it was opened. */
export class AddonHandle extends AsyncContext implements IcmpHandle {
  readonly driver: Owner;
  readonly family: 4 | 6;
  /** All its completions come in its context. */
  readonly ownContext: boolean;
  /** Its requests in flight, linked both ways: closing must not have to look at everybody's. Undefined when closed. */
  newest: AddonEcho | null | undefined = null;

  constructor(driver: Owner, family: 4 | 6, ownContext: boolean) {
    super();
    this.driver = driver;
    this.family = family;
    this.ownContext = ownContext;
  }

  get closed(): boolean {
    return this.newest === undefined;
  }
}

/** A request in flight. */
export class AddonEcho implements EngineRequest {
  older: AddonEcho | null = null;
  newer: AddonEcho | null = null;
  readonly handle: AddonHandle;
  slot = 0;
  generation = 0;
  readonly onCompletion: (completion: EchoCompletion) => void;
  readonly destination: string;
  #bits: number;

  constructor(handle: AddonHandle, request: EchoRequest, onCompletion: (completion: EchoCompletion) => void) {
    this.handle = handle;
    this.onCompletion = onCompletion;
    this.destination = request.destination;
    this.#bits = (request.wantData ? WANTS_DATA : 0) | (request.keepAlive ? HOLDS : 0);
  }

  get family(): 4 | 6 {
    return this.handle.family;
  }

  get context(): AsyncContext {
    return this.handle;
  }

  get wantData(): boolean {
    return (this.#bits & WANTS_DATA) !== 0;
  }

  get holds(): boolean {
    return (this.#bits & HOLDS) !== 0;
  }

  set holds(holds: boolean) {
    this.#bits = holds ? this.#bits | HOLDS : this.#bits & ~HOLDS;
  }

  receive(view: DataView, bytes: Uint8Array, offset: number): void {
    this.handle.driver.receive(this, view, bytes, offset);
  }
}

/** What is handed out for a request. */
export class AddonPending implements PendingEcho {
  readonly #echo: AddonEcho;

  constructor(echo: AddonEcho) {
    this.#echo = echo;
  }

  cancel(): void {
    this.#echo.handle.driver.cancel(this.#echo);
  }
}

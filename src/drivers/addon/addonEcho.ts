import type { EchoCompletion, EchoRequest, IcmpHandle, PendingEcho } from '../../icmpapi/icmpapi.ts';
import { AsyncContext } from '../asyncContext.ts';

// Each further field of these classes costs eight bytes for each probe.

/** A handle of the addon's driver, and the context in which it was opened. Callers get a `HandedOut` in its place. */
export class AddonHandle extends AsyncContext implements IcmpHandle {
  readonly driver: { cancel(echo: AddonEcho): void };
  readonly family: 4 | 6;
  /** All its completions come in its context. */
  readonly ownContext: boolean;
  /**
   * Its requests in flight, as a doubly linked list: closing need not search the requests of other handles. Undefined
   * when closed.
   */
  newest: AddonEcho | null | undefined = null;

  constructor(driver: { cancel(echo: AddonEcho): void }, family: 4 | 6, ownContext: boolean) {
    super();
    this.driver = driver;
    this.family = family;
    this.ownContext = ownContext;
  }

  get closed(): boolean {
    return this.newest === undefined;
  }
}

/**
 * What the driver does with a request. These are not methods of the request, because callers get the request itself.
 */
interface Echoes {
  handleOf(echo: AddonEcho): AddonHandle;
  destinationOf(echo: AddonEcho): string;
  slotOf(echo: AddonEcho): number;
  olderThan(echo: AddonEcho): AddonEcho | null;
  complete(echo: AddonEcho, completion: EchoCompletion): void;
  /** The engine has taken it. */
  add(echo: AddonEcho, slot: number): void;
  /** It has ended. */
  remove(echo: AddonEcho): void;
}

export let echoes: Echoes;

/** A request in flight. Callers get this object itself, and can reach only `cancel`. */
export class AddonEcho implements PendingEcho {
  #older: AddonEcho | null = null;
  #newer: AddonEcho | null = null;
  readonly #handle: AddonHandle;
  #slot = -1;
  readonly #onCompletion: (completion: EchoCompletion) => void;
  readonly #destination: string;

  static {
    echoes = {
      handleOf: (echo) => echo.#handle,
      destinationOf: (echo) => echo.#destination,
      slotOf: (echo) => echo.#slot,
      olderThan: (echo) => echo.#older,
      complete: (echo, completion) => echo.#onCompletion.call(undefined, completion),
      add: (echo, slot) => {
        const handle = echo.#handle;
        const older = handle.newest ?? null;
        echo.#slot = slot;
        echo.#older = older;
        if (older !== null) older.#newer = echo;
        handle.newest = echo;
      },
      remove: (echo) => {
        const older = echo.#older;
        const newer = echo.#newer;
        if (newer === null) echo.#handle.newest = older;
        else newer.#older = older;
        if (older !== null) older.#newer = newer;
      },
    };
  }

  constructor(handle: AddonHandle, request: EchoRequest, onCompletion: (completion: EchoCompletion) => void) {
    this.#handle = handle;
    this.#onCompletion = onCompletion;
    this.#destination = request.destination;
  }

  cancel(): void {
    this.#handle.driver.cancel(this);
  }
}

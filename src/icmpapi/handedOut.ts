import { checkHandle } from './checkHandle.ts';
import type { IcmpHandle } from './icmpapi.ts';

let ownOf: (handle: unknown) => IcmpHandle | null;

/** What callers get for a handle of a driver. The driver's own data cannot be reached through it. */
export class HandedOut implements IcmpHandle {
  readonly #own: IcmpHandle;

  static {
    ownOf = (handle) => (typeof handle === 'object' && handle !== null && #own in handle ? handle.#own : null);
  }

  constructor(own: IcmpHandle) {
    this.#own = own;
  }

  get family(): 4 | 6 {
    return this.#own.family;
  }

  get closed(): boolean {
    return this.#own.closed;
  }
}

/**
 * The driver's own handle behind one that it handed out.
 *
 * @throws what `checkHandle` throws.
 */
export function ownHandle<Own extends IcmpHandle>(
  handle: IcmpHandle,
  call: 'send' | 'close',
  isOurs: (own: IcmpHandle) => own is Own,
): Own {
  const own = ownOf(handle);
  if (own !== null && isOurs(own) && !own.closed) return own;
  checkHandle(handle, call, (_): _ is IcmpHandle => own !== null && isOurs(own));
  return own as Own;
}

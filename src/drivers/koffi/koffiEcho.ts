import type { EchoCompletion, EchoRequest, IcmpHandle, PendingEcho } from '../../icmpapi/icmpapi.ts';
import type { Timed } from './deadlines.ts';
import type { EchoMemory } from './echoMemory.ts';

const GRACE = 50;

/** A handle of the koffi driver. */
export class KoffiHandle implements IcmpHandle {
  readonly family: 4 | 6;
  closed = false;
  /** Its requests that have not ended. */
  readonly echoes = new Set<KoffiEcho>();
  /** Of `IcmpCreateFile`; null once it is closed in the system. */
  native: number | null;
  /** Requests in the system's hands, cancelled ones too: `IcmpCloseHandle` would wait for them. */
  inSystem = 0;

  constructor(family: 4 | 6, native: number) {
    this.family = family;
    this.native = native;
  }
}

/** A request of the koffi driver. */
export class KoffiEcho implements PendingEcho, Timed {
  due = Infinity;
  place = -1;
  /** `answered`: its outcome was delivered, and it waits for the end of its late window. */
  state: 'queued' | 'sent' | 'timedOut' | 'answered' | 'ended' = 'queued';
  /** While it is in the system's hands. */
  memory: EchoMemory | null = null;
  /** How many were in the system's hands when it was given to it, itself included. */
  rank = 0;
  /** The driver's clock, and the wall's. */
  sentAt = 0;
  sentAtWall = 0;
  /** It has delivered that it has left. */
  toldSent = false;
  /** It keeps the process alive. */
  holds: boolean;
  readonly handle: KoffiHandle;
  request: EchoRequest;
  readonly scopeId: number;
  readonly sourceScopeId: number;
  readonly onCompletion: (completion: EchoCompletion) => void;
  readonly #cancel: (echo: KoffiEcho) => void;

  constructor(
    handle: KoffiHandle,
    request: EchoRequest,
    scopeIds: { readonly destination: number; readonly source: number },
    onCompletion: (completion: EchoCompletion) => void,
    cancel: (echo: KoffiEcho) => void,
  ) {
    this.handle = handle;
    this.request = request;
    this.scopeId = scopeIds.destination;
    this.sourceScopeId = scopeIds.source;
    this.holds = request.keepAlive;
    this.onCompletion = onCompletion;
    this.#cancel = cancel;
  }

  cancel(): void {
    this.#cancel(this);
  }

  /** The time-out in milliseconds that the API is given. Our clock decides: the API is not exact for short times. */
  get apiTimeout(): number {
    return this.request.timeout + this.request.lateWindow + GRACE;
  }

  /** It was sent, and its outcome is known. */
  get hasOutcome(): boolean {
    return this.state === 'answered' || this.state === 'timedOut' || this.state === 'ended';
  }

  /** Now is when it is sent. */
  stamp(): void {
    this.sentAt = performance.now();
    this.sentAtWall = Date.now();
  }

  /** The caller's bytes are the caller's again after the call. */
  keepBytes(): void {
    const { data, optionsData } = this.request;
    if (typeof data === 'number' && optionsData === null) return;
    this.request = {
      ...this.request,
      data: typeof data === 'number' ? data : data.slice(),
      optionsData: optionsData === null ? null : optionsData.slice(),
    };
  }
}

import type { EchoCompletion, EchoRequest, IcmpHandle } from '../../icmpapi/icmpapi.ts';
import { AsyncContext } from '../asyncContext.ts';
import { epochNow } from '../clocks.ts';
import type { Timed } from './deadlines.ts';
import type { EchoMemory } from './echoMemory.ts';

const GRACE = 50;

/** A handle of the koffi driver, and the context in which it was opened. */
export class KoffiHandle extends AsyncContext implements IcmpHandle {
  readonly family: 4 | 6;
  /** All its completions come in its context. */
  readonly ownContext: boolean;
  closed = false;
  /** Its requests that have not ended. */
  readonly echoes = new Set<KoffiEcho>();
  /** Of `IcmpCreateFile`; null once it is closed in the system. */
  native: number | null;
  /** Requests that the system holds, cancelled ones too: `IcmpCloseHandle` would wait for them. */
  inSystem = 0;

  constructor(family: 4 | 6, native: number, ownContext: boolean) {
    super();
    this.family = family;
    this.ownContext = ownContext;
    this.native = native;
  }
}

/** A request of the koffi driver. */
export class KoffiEcho implements Timed {
  due = Infinity;
  place = -1;
  /** `pausing`: the system had no room for it. `answered`: its outcome was delivered, and it waits for the end of its late window. */
  state: 'queued' | 'pausing' | 'sent' | 'timedOut' | 'answered' | 'ended' = 'queued';
  /** Set while the system holds the request. */
  memory: EchoMemory | null = null;
  /** When the system first had no room for it; null when it had room. */
  refusedAt: number | null = null;
  /** Milliseconds of its latest pause after that. */
  pause = 0;
  /** When it was sent, by the driver's clock; and below by the wall clock. */
  sentAt = 0;
  sentAtWall = 0;
  /** The completion of phase `sent` was delivered. */
  toldSent = false;
  /** It keeps the process alive. */
  holds: boolean;
  readonly handle: KoffiHandle;
  readonly request: EchoRequest;
  readonly scopeId: number;
  readonly sourceScopeId: number;
  readonly onCompletion: (completion: EchoCompletion) => void;

  constructor(
    handle: KoffiHandle,
    request: EchoRequest,
    scopeIds: { readonly destination: number; readonly source: number },
    onCompletion: (completion: EchoCompletion) => void,
  ) {
    this.handle = handle;
    this.request = request;
    this.scopeId = scopeIds.destination;
    this.sourceScopeId = scopeIds.source;
    this.holds = request.keepAlive;
    this.onCompletion = onCompletion;
  }

  /** The time-out in milliseconds that the API is given. Our clock decides: the API is not exact for short times. */
  get apiTimeout(): number {
    return this.request.timeout + this.request.lateWindow + GRACE;
  }

  /** It was sent, and its outcome is known. */
  get hasOutcome(): boolean {
    return this.state === 'answered' || this.state === 'timedOut' || this.state === 'ended';
  }

  /** The request is sent now. */
  stamp(): void {
    this.sentAt = performance.now();
    this.sentAtWall = epochNow();
  }
}

import type { EchoRequest } from '../../icmpapi/icmpapi.ts';
import { Win32Error } from '../../wire/win32Errors.ts';
import type { EchoMemory } from './echoMemory.ts';
import { EventTable } from './eventTable.ts';
import type { WindowsApi } from './iphlpapi.ts';
import { callSendEcho } from './callSendEcho.ts';

/** A request that the system has ended. */
export interface EndedEcho<T> {
  readonly owner: T;
  /** NTSTATUS: when its highest bit is set, nothing was written to the reply buffer. By event there is none. */
  readonly status: number;
  /** Bytes of the reply buffer that were written; null when that is not known. */
  readonly information: number | null;
}

/**
 * The requests that the system holds. This thread gives them to the system and collects them, so that no thread of the
 * system ever calls JavaScript: events are looked at without waiting, and APCs run when this thread says so. When a
 * worker is terminated, the memory of requests that are still here is never freed: the system may yet write to it.
 */
export class NativeEchoes<T> {
  readonly #api: WindowsApi;
  readonly #events: EventTable;
  readonly #byEvent: (T | undefined)[] = [];
  readonly #byContext = new Map<number, T>();
  #routine = 0;
  #context = 0;
  #collected: EndedEcho<T>[] = [];
  #count = 0;

  constructor(api: WindowsApi) {
    this.#api = api;
    this.#events = new EventTable(api);
  }

  get count(): number {
    return this.#count;
  }

  /** The owners of the requests. */
  owners(): readonly T[] {
    return [...this.#byContext.values(), ...this.#byEvent.filter((owner) => owner !== undefined)];
  }

  /** @returns 0 when the system has taken the request and will end it; else the Win32 error with which it refused. */
  start(owner: T, handle: number, echo: EchoMemory, timeout: number, completion: EchoRequest['completion']): number {
    return completion === 'apc'
      ? this.#startByApc(owner, handle, echo, timeout)
      : this.#startByEvent(owner, handle, echo, timeout);
  }

  /** What has ended since the last time. */
  collect(): readonly EndedEcho<T>[] {
    this.#events.collect((event) => {
      const owner = this.#byEvent[event];
      // The system has set the event once more often than the API documents. No request has the event any more.
      if (owner === undefined) return;
      this.#byEvent[event] = undefined;
      this.#events.release(event);
      this.#collected.push({ owner, status: 0, information: null });
    });
    if (this.#byContext.size > 0) this.#api.SleepEx(0, 1);
    const collected = this.#collected;
    this.#collected = [];
    this.#count -= collected.length;
    return collected;
  }

  #startByEvent(owner: T, handle: number, echo: EchoMemory, timeout: number): number {
    const taken = this.#events.take();
    if (taken === null) return Win32Error.ERROR_NO_SYSTEM_RESOURCES;
    const error = this.#accepted(callSendEcho(this.#api, handle, taken.handle, 0, 0, echo, timeout));
    if (error === 0) this.#byEvent[taken.event] = owner;
    else this.#events.release(taken.event);
    return error;
  }

  #startByApc(owner: T, handle: number, echo: EchoMemory, timeout: number): number {
    // One routine is used for ever. A number tells its requests apart, so that no request is taken for a later one.
    this.#routine ||= this.#api.apcRoutine(({ context, status, information }) => {
      const ended = this.#byContext.get(context);
      if (ended === undefined || !this.#byContext.delete(context)) return;
      this.#collected.push({ owner: ended, status, information });
    });
    this.#context = (this.#context + 1) % 2 ** 31;
    const context = this.#context;
    const error = this.#accepted(callSendEcho(this.#api, handle, 0, this.#routine, context, echo, timeout));
    if (error === 0) this.#byContext.set(context, owner);
    return error;
  }

  /** The error of an asynchronous call; 0 when the request is on its way. */
  #accepted(count: number): number {
    const error = this.#api.GetLastError();
    // It returns 0 and says ERROR_IO_PENDING. If it ever returns something else, the request counts as on its way: at
    // worst its memory is kept.
    if (count === 0 && error !== Win32Error.ERROR_IO_PENDING) return error === 0 ? Win32Error.ERROR_GEN_FAILURE : error;
    this.#count++;
    return 0;
  }
}

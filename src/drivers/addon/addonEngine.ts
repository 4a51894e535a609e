import { setImmediate } from 'node:timers';
import type { EchoRequest } from '../../icmpapi/icmpapi.ts';
import { AsyncContext } from '../asyncContext.ts';
import { loadAddon, type AddonBinding, type NativeEngine } from '../loadAddon.ts';
import { STATE_KEY } from '../stateKey.ts';
import { recordHeader } from './completionRecord.ts';
import type { EngineCaller } from './engineCaller.ts';
import { EngineSlots } from './engineSlots.ts';
import { RequestBlocks } from './requestBlocks.ts';
import { RequestSender } from './requestSender.ts';

/** Large enough for the largest record, and for some 2,000 usual ones. */
const BATCH_SIZE = 256 * 1024;
/** Records that one turn of the event loop may deliver before it yields to whatever else waits. */
const MAX_RECORDS_A_TURN = 4096;

type Context = ReturnType<EngineCaller['contextOf']>;

/**
 * A context that belongs to no subscription. Without it the engine would keep alive what the first subscriber stored.
 */
const ofNobody = new AsyncContext();

/**
 * The engine of this thread's environment, started on first use. It hangs on the addon's exports. Node gives the same
 * exports to all copies of this package in the thread, also in a test runner that has a `globalThis` for each file.
 *
 * @throws `IcmpError` with `ERR_ICMP_NO_DRIVER` when there is no addon.
 */
export function sharedEngine(): AddonEngine {
  const binding: AddonBinding & { [STATE_KEY]?: AddonEngine } = loadAddon();
  if (binding[STATE_KEY] === undefined) Object.defineProperty(binding, STATE_KEY, { value: new AddonEngine(binding) });
  return binding[STATE_KEY]!;
}

/**
 * Owns the slots of the native engine, and hands each record to the caller of its request. The engine outlives the copy
 * of this package that made it. So it uses no globals: a test runner may remove those of the file in which it was made.
 */
export class AddonEngine {
  readonly #native: NativeEngine;
  readonly #sender: RequestSender;
  readonly #batch = new Uint8Array(BATCH_SIZE);
  readonly #view = new DataView(this.#batch.buffer);
  /** A slot is free again once its request was cancelled or its final record was seen. */
  readonly #slots = new EngineSlots();
  /** A batch is being delivered. Callbacks often send the next request: the engine is told of many of them at once. */
  #delivering = false;
  #holding = 0;
  /** Bytes of the records in the batch. */
  #size = 0;
  #delivered = 0;

  constructor(binding: AddonBinding) {
    const blocks = new RequestBlocks();
    this.#native = ofNobody.run(() => binding.start(blocks.bytes, () => this.#deliver()), undefined);
    this.#sender = new RequestSender(this.#native, blocks);
  }

  /**
   * Takes a request.
   *
   * @param own the caller's own object for the request.
   * @param request a copy that was checked.
   * @returns the slot; a negative error number when the request was not taken.
   */
  send(
    caller: EngineCaller,
    own: object,
    family: 4 | 6,
    request: EchoRequest,
    scopeId: number,
    interfaceIndex: number,
  ): number {
    const moreFollow = this.#delivering && request.notBefore === null;
    const error = this.#sender.send(this.#slots.next, family, request, scopeId, interfaceIndex, moreFollow);
    if (error !== 0) return -error;
    if (request.keepAlive) this.#hold();
    return this.#slots.take(this.#sender.generation, own, caller, request.keepAlive);
  }

  /** Sends one and blocks until it has ended. @returns its records, or the error number. */
  sendSync(family: 4 | 6, request: EchoRequest, scopeId: number, interfaceIndex: number): Uint8Array | number {
    return this.#sender.sendSync(this.#slots.next, family, request, scopeId, interfaceIndex);
  }

  /** @returns false when it had ended before. */
  cancel(own: object, slot: number): boolean {
    if (!this.#slots.has(slot, own)) return false;
    this.#sender.tellThoseThatWait();
    this.#release(slot);
    this.#native.cancel(slot, this.#slots.generation(slot));
    return true;
  }

  now(): number {
    return this.#native.now();
  }

  open(family: 4 | 6): number {
    return this.#native.open(family);
  }

  counters(): ReturnType<NativeEngine['counters']> {
    return this.#native.counters();
  }

  receiveBuffer(): number {
    return this.#native.receiveBuffer();
  }

  probeSockets(): ReturnType<NativeEngine['probeSockets']> {
    return this.#native.probeSockets();
  }

  interfaceIndex(name: string): number {
    return this.#native.interfaceIndex(name);
  }

  interfaces(): ReturnType<NativeEngine['interfaces']> {
    return this.#native.interfaces();
  }

  errorText(error: number): string {
    return this.#native.errorText(error);
  }

  /**
   * Takes the records that the native engine has put into its mailbox. Called once each time that the mailbox was empty
   * before.
   */
  #deliver(): void {
    this.#delivered = 0;
    while ((this.#size = this.#native.take(this.#batch)) > 0) {
      this.#delivering = true;
      for (let offset = 0; offset < this.#size;) {
        const context = this.#contextAt(offset);
        offset =
          context === null ? this.#after(offset) : context.runInAsyncScope(this.#deliverTo, this, context, offset);
      }
      this.#delivering = false;
      this.#sender.tell();
      if (this.#delivered >= MAX_RECORDS_A_TURN) {
        setImmediate(() => this.#deliver());
        return;
      }
    }
  }

  /**
   * Delivers from `offset` on while the records are for one context.
   * @returns the offset of the first record for another context.
   */
  #deliverTo(context: Context, offset: number): number {
    for (let next: Context | null = context; next === null || next === context;) {
      if (next !== null) this.#deliverOne(offset);
      offset = this.#after(offset);
      if (offset >= this.#size) break;
      next = this.#contextAt(offset);
    }
    return offset;
  }

  #deliverOne(offset: number): void {
    const slot = recordHeader.slot(this.#view, offset);
    const own = this.#ownerAt(offset)!;
    const caller = this.#slots.caller(slot);
    if (recordHeader.final(this.#batch, offset)) {
      this.#release(slot);
    } else if (!this.#slots.holds(slot)) {
      this.#slots.hold(slot);
      this.#hold();
    }
    try {
      caller.receive(own, this.#view, this.#batch, offset);
    } catch (error) {
      // The callback threw this error. The next callback still has to run.
      setImmediate(() => {
        throw error;
      });
    }
  }

  /**
   * Undefined when the request was cancelled while its record was on the way: the slot is free, or has another request.
   */
  #ownerAt(offset: number): object | undefined {
    return this.#slots.request(recordHeader.slot(this.#view, offset), recordHeader.generation(this.#view, offset));
  }

  /** Null when there is no request any more. */
  #contextAt(offset: number): Context | null {
    const own = this.#ownerAt(offset);
    return own === undefined ? null : this.#slots.caller(recordHeader.slot(this.#view, offset)).contextOf(own);
  }

  #after(offset: number): number {
    this.#delivered++;
    return offset + recordHeader.size(this.#view, offset);
  }

  #release(slot: number): void {
    this.#slots.free(slot);
    if (this.#slots.holds(slot) && --this.#holding === 0) this.#native.keepAlive(false);
  }

  #hold(): void {
    if (++this.#holding === 1) this.#native.keepAlive(true);
  }
}

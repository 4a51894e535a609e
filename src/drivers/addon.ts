import { checkCallback } from '../icmpapi/checkCallback.ts';
import { checkEchoRequest } from '../icmpapi/checkEchoRequest.ts';
import { checkFamily } from '../icmpapi/checkFamily.ts';
import { checkHandle } from '../icmpapi/checkHandle.ts';
import type {
  DriverCounters,
  DriverDiagnosis,
  EchoCompletion,
  EchoRequest,
  IcmpDriver,
  IcmpHandle,
  PendingEcho,
} from '../icmpapi/icmpapi.ts';
import { IP_FLAG_DF } from '../icmpapi/ipFlags.ts';
import { unsupported } from '../icmpapi/unsupported.ts';
import { AddonEcho, AddonHandle } from './addon/addonEcho.ts';
import { addonFeatures } from './addon/addonFeatures.ts';
import { readCompletion, recordHeader } from './addon/completionRecord.ts';
import { InterfaceTable } from './interfaceTable.ts';
import { loadAddon, type AddonBinding } from './loadAddon.ts';
import { openError } from './openError.ts';
import { RequestBlock } from './addon/requestBlock.ts';
import { sendError } from './sendError.ts';
import { socketReports } from './socketReports.ts';

let shared: AddonDriver | undefined;

/** The driver of the native addon: one backend for all handles of this thread's environment, started on first use. */
export function addonDriver(): IcmpDriver {
  return (shared ??= new AddonDriver());
}

/** Whose errors they are: what it can do depends on the platform. */
const WHO = `The addon on ${process.platform}`;
/** Large enough for the largest record, and for some 2,000 usual ones. */
const BATCH_SIZE = 256 * 1024;
/** Records that one turn of the event loop may deliver before it yields to whatever else waits. */
const MAX_RECORDS_A_TURN = 4096;

class AddonDriver implements IcmpDriver {
  readonly name = 'addon';
  readonly features = addonFeatures(process.platform);

  readonly #isOwn = (handle: IcmpHandle): handle is AddonHandle =>
    handle instanceof AddonHandle && handle.driver === this;
  readonly #binding: AddonBinding = loadAddon();
  readonly #interfaces = new InterfaceTable(this.#binding);
  readonly #block = new RequestBlock();
  readonly #batch = new Uint8Array(BATCH_SIZE);
  readonly #batchView = new DataView(this.#batch.buffer);
  /** By slot. A slot is free again once its request was cancelled or its final completion was seen. */
  readonly #pending: (AddonEcho | undefined)[] = [];
  readonly #freeSlots: number[] = [];
  /** The engine keeps the socket of a family that it has opened once. */
  readonly #hasSocket = { 4: false, 6: false };
  /** Whoever gets an answer often sends the next request: the engine is woken once for those of a whole batch. */
  #delivering = false;
  #untold = false;
  #generation = 0;
  #outstanding = 0;
  #holding = 0;
  #handles = 0;

  constructor() {
    this.#binding.start(this.#block.bytes, () => this.#deliver());
  }

  now(): number {
    return this.#binding.now();
  }

  createFile(family: 4 | 6): IcmpHandle {
    checkFamily(family);
    if (!this.#hasSocket[family]) {
      const error = this.#binding.open(family);
      if (error !== 0) throw openError(this.#binding, family, error);
      this.#hasSocket[family] = true;
    }
    this.#handles++;
    return new AddonHandle(this, family);
  }

  sendEcho2Ex(
    handle: IcmpHandle,
    request: EchoRequest,
    onCompletion: (completion: EchoCompletion) => void,
  ): PendingEcho {
    const own = checkHandle(handle, 'send', this.#isOwn);
    checkEchoRequest(own, request, () => this.#interfaces.names());
    checkCallback(onCompletion);
    const slot = this.#freeSlots.pop() ?? this.#pending.length;
    const pending = new AddonEcho(own, slot, this.#nextGeneration(), request, onCompletion);
    try {
      const moreFollow = this.#delivering && request.notBefore === null;
      this.#write(pending, request, moreFollow);
      if (moreFollow) this.#untold = true;
      const error = typeof request.data === 'number' ? this.#binding.send() : this.#binding.send(request.data);
      if (error !== 0) throw sendError(this.#binding, own.family, request, error);
    } catch (error) {
      this.#pending[slot] = undefined;
      this.#freeSlots.push(slot);
      throw error;
    }
    this.#pending[slot] = pending;
    const older = own.newest ?? null;
    pending.older = older;
    if (older !== null) older.newer = pending;
    own.newest = pending;
    this.#outstanding++;
    if (pending.holds) this.#hold();
    return pending;
  }

  sendEcho2ExSync(handle: IcmpHandle, request: EchoRequest): readonly EchoCompletion[] {
    const own = checkHandle(handle, 'send', this.#isOwn);
    checkEchoRequest(own, request, () => this.#interfaces.names());
    const slot = this.#freeSlots.pop() ?? this.#pending.length;
    this.#pending[slot] = undefined;
    try {
      const pending = new AddonEcho(own, slot, this.#nextGeneration(), request, () => undefined);
      this.#write(pending, request, false);
      const records =
        typeof request.data === 'number' ? this.#binding.sendSync() : this.#binding.sendSync(request.data);
      if (typeof records === 'number') throw sendError(this.#binding, own.family, request, records);
      const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
      const completions: EchoCompletion[] = [];
      for (let offset = 0; offset < records.length; offset += recordHeader.size(view, offset)) {
        const completion = readCompletion(view, records, offset, pending, (index) => this.#interfaces.zoneOf(index));
        if (completion.phase !== 'sent' && completion.phase !== 'end') completions.push(completion);
      }
      return completions;
    } finally {
      this.#freeSlots.push(slot);
    }
  }

  closeHandle(handle: IcmpHandle): void {
    const own = checkHandle(handle, 'close', this.#isOwn);
    this.#handles--;
    while (own.newest) this.cancel(own.newest);
    own.newest = undefined;
  }

  /** @internal For `AddonEcho.cancel`. */
  cancel(pending: AddonEcho): void {
    if (this.#pending[pending.slot] !== pending) return;
    this.#release(pending);
    this.#binding.cancel(pending.slot, pending.generation);
  }

  counters(): DriverCounters {
    return { outstanding: this.#outstanding, handles: this.#handles, ...this.#binding.counters() };
  }

  diagnose(): DriverDiagnosis {
    return {
      driver: this.name,
      platform: `${process.platform}-${process.arch}`,
      sockets: socketReports(this.#binding),
      receiveBuffer: this.#binding.receiveBuffer() || null,
      interfaces: this.#interfaces.names(),
    };
  }

  /** Never 0: that is what a slot has in native code when it is nobody's. */
  #nextGeneration(): number {
    this.#generation = (this.#generation % 0xffff_ffff) + 1;
    return this.#generation;
  }

  #write({ slot, generation, family }: AddonEcho, request: EchoRequest, moreFollow: boolean): void {
    const { destination, source, networkInterface } = request;
    if (request.optionsData !== null && !this.features.has('ipOptions')) {
      throw unsupported(WHO, 'optionsData', 'pass null.');
    }
    if (process.platform === 'win32') {
      if (networkInterface !== null) throw unsupported(WHO, 'networkInterface', 'give a source or a zone instead.');
    } else if ((request.flags & ~IP_FLAG_DF) !== 0) {
      throw unsupported(WHO, 'IP_FLAG_REVERSE', 'pass IP_FLAG_DF or 0 as flags.');
    }
    const scopeId = family === 6 ? this.#interfaces.zoneIndex('destination', destination) : 0;
    let interfaceIndex = networkInterface === null ? 0 : this.#interfaces.indexOf('networkInterface', networkInterface);
    if (interfaceIndex === 0 && source !== null) interfaceIndex = this.#interfaces.zoneIndex('source', source);
    this.#block.write(slot, generation, family, request, scopeId, interfaceIndex, moreFollow);
  }

  /** Takes what the engine has put into the mailbox. Called once for each time that it was empty before. */
  #deliver(): void {
    let delivered = 0;
    for (let size = this.#take(); size > 0; size = this.#take()) {
      this.#delivering = true;
      for (let offset = 0; offset < size; delivered++) offset += this.#dispatch(offset);
      this.#delivering = false;
      if (this.#untold) this.#flush();
      if (delivered >= MAX_RECORDS_A_TURN) {
        setImmediate(() => this.#deliver());
        return;
      }
    }
  }

  #flush(): void {
    this.#untold = false;
    this.#binding.flush();
  }

  #take(): number {
    return this.#binding.take(this.#batch);
  }

  #dispatch(offset: number): number {
    const view = this.#batchView;
    const size = recordHeader.size(view, offset);
    const pending = this.#pending[recordHeader.slot(view, offset)];
    // Another generation: the record was on its way when its request was cancelled.
    if (pending?.generation !== recordHeader.generation(view, offset)) return size;
    const completion = readCompletion(view, this.#batch, offset, pending, (index) => this.#interfaces.zoneOf(index));
    if (completion.final) this.#release(pending);
    else if (!pending.holds) {
      pending.hold();
      this.#hold();
    }
    try {
      pending.onCompletion(completion);
    } catch (error) {
      // The callback's own business, but the next one still has to run.
      setImmediate(() => {
        throw error;
      });
    }
    return size;
  }

  #release(pending: AddonEcho): void {
    this.#pending[pending.slot] = undefined;
    this.#freeSlots.push(pending.slot);
    if (pending.newer === null) pending.handle.newest = pending.older;
    else pending.newer.older = pending.older;
    if (pending.older !== null) pending.older.newer = pending.newer;
    this.#outstanding--;
    if (pending.holds && --this.#holding === 0) this.#binding.keepAlive(false);
  }

  #hold(): void {
    if (++this.#holding === 1) this.#binding.keepAlive(true);
  }
}

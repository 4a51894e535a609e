import type { EchoRequest } from '../../icmpapi/icmpapi.ts';
import type { NativeEngine } from '../loadAddon.ts';
import type { RequestBlocks } from './requestBlocks.ts';

/** Hands requests to native code, many in one call where nobody has to know at once whether they were taken. */
export class RequestSender {
  readonly #native: NativeEngine;
  readonly #blocks: RequestBlocks;
  #generation = 0;
  /** Requests in the blocks that native code has not seen. */
  #waiting = 0;
  /** Native code has seen others, and the engine was not woken for them. */
  #needsWake = false;

  /** @param blocks those that the engine was started with. */
  constructor(native: NativeEngine, blocks: RequestBlocks) {
    this.#native = native;
    this.#blocks = blocks;
  }

  /** That of the latest request. */
  get generation(): number {
    return this.#generation;
  }

  /**
   * Sends a request, or lets it wait for `tell`.
   *
   * @param slot the latest that was given out.
   * @param moreFollow `tell` will be called soon.
   * @returns 0, or the error number of a request that was not taken.
   */
  send(
    slot: number,
    family: 4 | 6,
    request: EchoRequest,
    scopeId: number,
    interfaceIndex: number,
    moreFollow: boolean,
  ): number {
    if (moreFollow && isNeverRefused(request)) {
      if (this.#waiting === this.#blocks.count) this.tell();
      this.#write(this.#waiting++, slot, family, request, scopeId, interfaceIndex, true);
      return 0;
    }
    this.tellThoseThatWait();
    this.#write(0, slot, family, request, scopeId, interfaceIndex, moreFollow);
    this.#needsWake ||= moreFollow;
    const { data } = request;
    return typeof data === 'number' ? this.#native.send() : this.#native.send(data);
  }

  /** Sends one and blocks until it has ended. @returns its records, or the error number. */
  sendSync(
    slot: number,
    family: 4 | 6,
    request: EchoRequest,
    scopeId: number,
    interfaceIndex: number,
  ): Uint8Array | number {
    // Not only those that wait: nobody would wake the engine for the others while this call blocks.
    this.tell();
    this.#write(0, slot, family, request, scopeId, interfaceIndex, false);
    const { data } = request;
    return typeof data === 'number' ? this.#native.sendSync() : this.#native.sendSync(data);
  }

  /** Gives native code the requests that wait, and wakes the engine for all that it was not woken for. */
  tell(): void {
    if (this.#waiting === 0 && !this.#needsWake) return;
    const count = this.#waiting;
    this.#waiting = 0;
    this.#needsWake = false;
    const taken = this.#native.sendAll(count);
    if (taken !== count) throw new Error(`The engine has taken ${taken} of ${count} requests.`);
  }

  /** Before another request, which comes after them and takes one of their blocks, and before one of them is cancelled. */
  tellThoseThatWait(): void {
    if (this.#waiting > 0) this.tell();
  }

  #write(
    index: number,
    slot: number,
    family: 4 | 6,
    request: EchoRequest,
    scopeId: number,
    interfaceIndex: number,
    moreFollow: boolean,
  ): void {
    // Never 0: in native code a free slot has the generation 0.
    this.#generation = (this.#generation % 0xffff_ffff) + 1;
    this.#blocks.write(index, slot, this.#generation, family, request, scopeId, interfaceIndex, moreFollow);
  }
}

/** The system is asked about a source and about IP options when they are sent, and for a socket that sets DF. */
function isNeverRefused({ data, source, optionsData, flags }: EchoRequest): boolean {
  return typeof data === 'number' && source === null && optionsData === null && flags === 0;
}

import type { EchoRequest } from '../../icmpapi/icmpapi.ts';
import { writeAddress } from '../../wire/address.ts';

// Offsets of RequestBlock in native/reply_layout.h.
const SIZE = 128;
const FAMILY = 32;
const BITS = 33;
const FLAGS = 34;
const OPTIONS_SIZE = 35;
const TTL = 36;
const TOS = 38;
const DESTINATION = 40;
const SCOPE_ID = 56;
const INTERFACE_INDEX = 60;
const SOURCE = 64;
const PAYLOAD_SIZE = 80;
const DELIVER_WITHIN = 82;
const REPLY_SIZE = 84;
const OPTIONS_DATA = 88;

const CALLER_PAYLOAD = 1;
const WANT_DATA = 2;
const REPORT_SENT = 4;
const HAS_SOURCE = 8;
const BY_APC = 16;
const MORE_FOLLOW = 32;
const ANY_ORDER = 64;
const CONSTANT_FLOW = 128;

/**
 * The memory in which native code finds requests. Filling it is much cheaper than reading an object in native code.
 */
export class RequestBlocks {
  readonly count = 64;
  readonly bytes = new Uint8Array(SIZE * this.count);
  readonly #view = new DataView(this.bytes.buffer);

  /**
   * Writes a request that was checked before into one of the blocks. Zone and interface are passed as the indexes that they
   * stand for.
   */
  write(
    index: number,
    slot: number,
    generation: number,
    family: 4 | 6,
    request: EchoRequest,
    scopeId: number,
    interfaceIndex: number,
    moreFollow: boolean,
  ): void {
    const { data, source, optionsData } = request;
    const bytes = this.bytes;
    const view = this.#view;
    const at = index * SIZE;
    view.setUint32(at, slot, true);
    view.setUint32(at + 4, generation, true);
    view.setFloat64(at + 8, request.notBefore ?? 0, true);
    view.setFloat64(at + 16, request.timeout, true);
    view.setFloat64(at + 24, request.lateWindow, true);
    bytes[at + FAMILY] = family;
    bytes[at + BITS] =
      (typeof data === 'number' ? 0 : CALLER_PAYLOAD) |
      (request.wantData ? WANT_DATA : 0) |
      (request.reportSent ? REPORT_SENT : 0) |
      (source === null ? 0 : HAS_SOURCE) |
      // Event and APC asked for together means event.
      (request.completion === 'apc' ? BY_APC : 0) |
      (moreFollow ? MORE_FOLLOW : 0) |
      (request.anyOrder ? ANY_ORDER : 0) |
      (request.constantFlow ? CONSTANT_FLOW : 0);
    bytes[at + FLAGS] = request.flags;
    bytes[at + OPTIONS_SIZE] = optionsData?.length ?? 0;
    view.setInt16(at + TTL, request.ttl || -1, true);
    view.setInt16(at + TOS, request.tos ?? -1, true);
    writeAddress(request.destination, bytes, at + DESTINATION);
    view.setUint32(at + SCOPE_ID, scopeId, true);
    view.setUint32(at + INTERFACE_INDEX, interfaceIndex, true);
    if (source !== null) writeAddress(source, bytes, at + SOURCE);
    view.setUint16(at + PAYLOAD_SIZE, typeof data === 'number' ? data : data.length, true);
    view.setUint16(at + DELIVER_WITHIN, Math.floor(request.deliverWithin * 64), true);
    view.setUint32(at + REPLY_SIZE, request.replySize ?? 0, true);
    if (optionsData !== null) bytes.set(optionsData, at + OPTIONS_DATA);
  }
}

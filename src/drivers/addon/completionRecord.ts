import type { EchoCompletion, EchoPhase, RttClock } from '../../icmpapi/icmpapi.ts';
import { formatAddress } from '../../wire/address.ts';
import { decodeMplsLabels } from '../../wire/decodeMplsLabels.ts';
import { ICMP_ECHO_REPLY, ICMPV6_ECHO_REPLY } from '../../wire/layout.ts';
import { systemErrorName } from '../systemErrorName.ts';

// Offsets of CompletionRecord in native/reply_layout.h. A reply struct in the Windows layout follows it.
const SLOT = 4;
const GENERATION = 8;
const PHASE = 12;
const BITS = 13;
const RTT_CLOCK = 14;
const LABELS = 15;
const ROUND_TRIP_TIME = 16;
const SENT_AT = 24;
const ERROR_NUMBER = 32;
const MTU = 36;
const ICMP_TYPE = 40;
const ICMP_CODE = 42;
const TTL = 44;
const TOS = 46;
const DATA_SIZE = 48;
const REPLY_SIZE = 52;
const REPLY = 56;

const FINAL = 1;
const TRUNCATED = 2;
const ALTERED = 4;
const FROM_DESTINATION = 8;
const HAS_RESPONDER = 16;
const UNPROVEN = 32;
const WITH_DATA = 64;

const PHASES: readonly EchoPhase[] = ['sent', 'outcome', 'late', 'duplicate', 'end'];
const CLOCKS: readonly (RttClock | null)[] = [null, 'kernel', 'native', 'os-ms', 'kernel-both'];

/** The request that a record in a batch is about, and how long the record is. */
export const recordHeader = {
  size: (view: DataView, offset: number): number => view.getUint32(offset, true),
  slot: (view: DataView, offset: number): number => view.getUint32(offset + SLOT, true),
  generation: (view: DataView, offset: number): number => view.getUint32(offset + GENERATION, true),
  final: (bytes: Uint8Array, offset: number): boolean => (bytes[offset + BITS]! & FINAL) !== 0,
};

/**
 * Reads the record at `offset`. Our own engine wrote its bytes, so its layout is trusted; no packet is.
 *
 * @param destination the request's destination as the caller wrote it: the usual responder need not be formatted.
 * @param zoneOf names an interface by its index.
 */
export function readCompletion(
  view: DataView,
  bytes: Uint8Array,
  offset: number,
  family: 4 | 6,
  destination: string,
  zoneOf: (index: number) => string,
): EchoCompletion {
  const reply = offset + REPLY;
  const v4 = family === 4;
  const bits = bytes[offset + BITS]!;
  const phase = PHASES[bytes[offset + PHASE]!]!;
  const errorNumber = view.getInt32(offset + ERROR_NUMBER, true);
  const hasResponder = (bits & HAS_RESPONDER) !== 0;
  const roundTripTime = view.getFloat64(offset + ROUND_TRIP_TIME, true);
  const icmpType = view.getInt16(offset + ICMP_TYPE, true);
  const icmpCode = view.getInt16(offset + ICMP_CODE, true);
  const ttl = view.getInt16(offset + TTL, true);
  const tos = view.getInt16(offset + TOS, true);
  const mtu = view.getUint32(offset + MTU, true);
  const isReply = hasResponder && icmpType === (v4 ? 0 : 129);
  const dataSize = view.getUint32(offset + DATA_SIZE, true);
  const end = reply + view.getUint32(offset + REPLY_SIZE, true);
  const labels = bytes[offset + LABELS]!;
  const options = v4 ? ICMP_ECHO_REPLY[8].options : 0;
  const optionsSize = v4 ? bytes[reply + options + 3]! : 0;
  return {
    phase,
    final: (bits & FINAL) !== 0,
    status: view.getUint32(reply + (v4 ? ICMP_ECHO_REPLY[8].status : ICMPV6_ECHO_REPLY.status), true),
    errorNumber: errorNumber === 0 ? null : errorNumber,
    errorCode: errorNumber === 0 ? null : systemErrorName(errorNumber, family),
    errorText: null,
    address: !hasResponder
      ? null
      : (bits & FROM_DESTINATION) !== 0
        ? destination
        : responder(view, bytes, reply, v4, zoneOf),
    roundTripTime: Number.isNaN(roundTripTime) ? null : roundTripTime,
    rttClock: CLOCKS[bytes[offset + RTT_CLOCK]!]!,
    sentAt: view.getFloat64(offset + SENT_AT, true),
    icmpType: icmpType < 0 ? null : icmpType,
    icmpCode: icmpCode < 0 ? null : icmpCode,
    ttl: ttl < 0 ? null : ttl,
    tos: tos < 0 ? null : tos,
    flags: v4 ? bytes[reply + options + 2]! : 0,
    optionsData:
      optionsSize === 0
        ? null
        : copyOf(bytes, reply + ICMP_ECHO_REPLY[8].size, reply + ICMP_ECHO_REPLY[8].size + optionsSize),
    dataSize: isReply ? dataSize : null,
    data: isReply && (bits & WITH_DATA) !== 0 ? copyOf(bytes, end - dataSize, end) : null,
    truncated: (bits & TRUNCATED) !== 0,
    altered: (bits & ALTERED) !== 0,
    unproven: (bits & UNPROVEN) !== 0,
    mtu: mtu === 0 ? null : mtu,
    mplsLabels: labels === 0 ? null : decodeMplsLabels(view, end, labels),
  };
}

/** A `Uint8Array` of this copy's realm: the engine, and so its bytes, may belong to another realm. */
function copyOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return new Uint8Array(bytes.subarray(start, end));
}

function responder(
  view: DataView,
  bytes: Uint8Array,
  reply: number,
  v4: boolean,
  zoneOf: (index: number) => string,
): string {
  if (v4) return formatAddress(bytes, reply + ICMP_ECHO_REPLY[8].address, 4);
  const scopeId = view.getUint32(reply + ICMPV6_ECHO_REPLY.scopeId, true);
  const address = formatAddress(bytes, reply + ICMPV6_ECHO_REPLY.address, 6);
  return scopeId === 0 ? address : `${address}%${zoneOf(scopeId)}`;
}

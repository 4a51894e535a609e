/**
 * The port: the Windows ICMP API as every driver implements it, on every platform.
 *
 * @module rxicmp/icmpapi
 */

export { selectDriver } from '#platform';

export type {
  DriverCounters,
  DriverDiagnosis,
  DriverFeature,
  EchoCompletion,
  EchoPhase,
  EchoRequest,
  IcmpDriver,
  IcmpHandle,
  LookupFailure,
  LookupReport,
  NativeReport,
  PendingEcho,
  RttClock,
} from './icmpapi.ts';
export { checkCallback } from './checkCallback.ts';
export { checkEchoRequest } from './checkEchoRequest.ts';
export { checkFamily } from './checkFamily.ts';
export { checkHandle } from './checkHandle.ts';
export { echoCompletion } from './echoCompletion.ts';
export { echoRequest } from './echoRequest.ts';
export { IP_FLAG_DF, IP_FLAG_REVERSE } from './ipFlags.ts';

export { IcmpArgumentError, IcmpError, IcmpPermissionError, type IcmpSystemError } from '../errors.ts';
export type { IcmpErrorCode, SocketReport } from '../errors.ts';
export type { WindowsError } from '../wire/windowsError.ts';

export { formatAddress, parseAddress, writeAddress } from '../wire/address.ts';
export type { ParsedAddress } from '../wire/address.ts';
export { classifyAddress } from '../wire/classifyAddress.ts';
export type { AddressClass } from '../wire/classifyAddress.ts';
export {
  decodeEchoReplies,
  decodeEchoReply,
  decodeIcmpv6EchoReply,
  decodeIpOptionInformation,
} from '../wire/decode.ts';
export type { NativeMemory } from '../wire/decode.ts';
export { encodeEchoReplies, encodeIcmpv6EchoReply, encodeIpOptionInformation } from '../wire/encode.ts';
export type { PointerSize } from '../wire/layout.ts';
export type { EchoReplyRecord, Icmpv6EchoReplyRecord, IpOptionInformation } from '../wire/records.ts';
export { decodeIpOptions } from '../wire/decodeIpOptions.ts';
export { encodeIpOptions } from '../wire/encodeIpOptions.ts';
export type { IpOption, IpTimestamp, IpTimestampOption } from '../wire/ipOption.ts';
export type { MplsLabel } from '../wire/mplsLabel.ts';
export { ReplyDecodeError } from '../wire/ReplyDecodeError.ts';
export { IpStatus4, IpStatus6, ipStatusName, statusFromIcmp } from '../wire/status.ts';

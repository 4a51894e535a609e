import type { EchoReplyRecord, Icmpv6EchoReplyRecord } from '../../wire/records.ts';
import { decodeEchoReplies, decodeIcmpv6EchoReply } from '../../wire/decode.ts';
import { ICMP_ECHO_REPLY, ICMPV6_ECHO_REPLY } from '../../wire/layout.ts';
import { ReplyDecodeError } from '../../wire/ReplyDecodeError.ts';
import { IpStatus6 } from '../../wire/status.ts';
import { Win32Error } from '../../wire/win32Errors.ts';
import type { EchoMemory } from './echoMemory.ts';
import type { WindowsApi } from './iphlpapi.ts';

export type EchoRecord = EchoReplyRecord | Icmpv6EchoReplyRecord;

/** What a reply buffer says: records of who answered, or why there are none. */
export type BufferAnswer =
  | { readonly records: readonly EchoRecord[] }
  /**
   * `GetLastError` of the call, or the Win32 error of its end: below 11000 a Win32 error, from 11000 on an IP_STATUS.
   */
  | { readonly error: number };

/**
 * Reads the reply buffer of a request that has ended. An IPv4 buffer can be read only once: counting its records clears
 * the count.
 *
 * @param sync of a synchronous call the number of records that it returned, and its last error; else null.
 * @param information bytes of the buffer that were written, as an APC is told; null when that is not known.
 */
export function readAnswer(
  api: WindowsApi,
  echo: EchoMemory,
  information: number | null,
  sync: { readonly count: number; readonly error: number } | null,
): BufferAnswer {
  try {
    const answer = echo.family === 4 ? readAnswer4(api, echo, sync) : readAnswer6(echo, information, sync);
    // The system did not write to the buffer: it ended the request because it had no room for it.
    if ('error' in answer && answer.error === IP_PENDING) return { error: Win32Error.ERROR_NOT_ENOUGH_MEMORY };
    return answer;
  } catch (error) {
    // A buffer that contradicts itself answers nothing.
    if (error instanceof ReplyDecodeError) return { records: [] };
    throw error;
  }
}

const { IP_PENDING } = IpStatus6;

type Sync = Parameters<typeof readAnswer>[3];

function readAnswer4(api: WindowsApi, { memory, replyOffset, replySize, reply }: EchoMemory, sync: Sync): BufferAnswer {
  if (replySize < ICMP_ECHO_REPLY[api.pointerSize].size) return { error: sync?.error ?? IpStatus6.IP_GENERAL_FAILURE };
  const count = sync?.count ?? api.IcmpParseReplies(reply, replySize);
  if (count === 0) return { error: sync?.error ?? api.GetLastError() };
  const buffer = memory.bytes.subarray(replyOffset, replyOffset + replySize);
  return { records: decodeEchoReplies(buffer, { count, base: reply, pointerSize: api.pointerSize }) };
}

function readAnswer6(echo: EchoMemory, information: number | null, sync: Sync): BufferAnswer {
  const { memory, replyOffset, replySize } = echo;
  const room = replySize - ICMPV6_ECHO_REPLY.size;
  if (room < 0) return { error: sync?.error ?? IpStatus6.IP_GENERAL_FAILURE };
  // The record does not tell the length of the payload.
  const written = information === null ? dataSize(echo) : Math.max(0, information - ICMPV6_ECHO_REPLY.size);
  const buffer = memory.bytes.subarray(replyOffset, replyOffset + replySize);
  const record = decodeIcmpv6EchoReply(buffer, { requestSize: Math.min(written, room) });
  // Systems differ in whether `Icmp6ParseReplies` counts a router's refusal. All of them write the refusal.
  if (record.status === IpStatus6.IP_SUCCESS || record.address !== '::') return { records: [record] };
  return { error: record.status === IP_PENDING && sync !== null ? sync.error : record.status };
}

/** How many bytes came back, as far as the buffer shows: bytes that were not written are still zero. */
function dataSize({ memory: { bytes }, replyOffset, replySize, payloadOffset, payloadSize }: EchoMemory): number {
  const start = replyOffset + ICMPV6_ECHO_REPLY.size;
  const data = bytes.subarray(start, Math.min(start + payloadSize, replyOffset + replySize));
  const differs = data.findIndex((byte, i) => byte !== bytes[payloadOffset + i]);
  return differs >= 0 && data.subarray(differs).every((byte) => byte === 0) ? differs : data.length;
}

import { writeAddress } from '../wire/address.ts';
import { mappedAddress } from '../wire/mappedAddress.ts';
import { IpStatus4, IpStatus6 } from '../wire/status.ts';
import { Win32Error } from '../wire/win32Errors.ts';
import { bytesIn } from './bytesIn.ts';
import type { EchoRequest, IcmpHandle } from './icmpapi.ts';
import { IP_FLAG_DF, IP_FLAG_REVERSE } from './ipFlags.ts';
import { MAX_DATA } from './maxData.ts';
import { MAX_DELIVER_WITHIN } from './maxDeliverWithin.ts';
import { MAX_TIME } from '../checks/maxTime.ts';
import { mistake } from './mistake.ts';
import { OwnRequest } from './ownRequest.ts';
import { rangeFix } from '../checks/rangeFix.ts';
import { zoneFix } from '../checks/zoneFix.ts';

/** Bytes; a DWORD. */
const MAX_SIZE = 2 ** 32 - 1;
const MAX_OPTIONS = 40;
const EXAMPLES = { 4: '192.0.2.1', 6: '2001:db8::1' } as const;
const TIME_FIX = 'pass milliseconds, such as 1000.';

// Shared by all calls, so that the good case allocates only what it returns.
const bytes = new Uint8Array(16);

/**
 * Checks what every driver can decide about a request before anything is sent. Drivers call it first in
 * `sendEcho2Ex` and `sendEcho2ExSync`, and add what only they know (local addresses, existing interfaces).
 *
 * @param interfaces names the interfaces of this machine; called only to word an error.
 * @returns a copy of what was checked, bytes included; a request that this package made, without bytes, as it is. Only what
 * is returned may be used from then on: a field of the caller's object is read once here, and may be an accessor that tells
 * something else the next time.
 * @throws `IcmpArgumentError` for the first argument that can never work, with what Windows answers to it.
 */
export function checkEchoRequest(
  handle: IcmpHandle,
  request: EchoRequest,
  interfaces: () => readonly string[] = () => [],
): EchoRequest {
  const { family } = handle;
  if (typeof request !== 'object' || request === null) {
    throw mistake('request', request, 'an EchoRequest', 'make one with echoRequest().');
  }
  const {
    destination,
    source,
    networkInterface,
    timeout,
    lateWindow,
    notBefore,
    anyOrder,
    data,
    ttl,
    tos,
    flags,
    optionsData,
    replySize,
    completion,
    deliverWithin,
    constantFlow,
    wantData,
    reportSent,
    keepAlive,
  } = request;

  if (typeof destination !== 'string' || writeAddress(destination, bytes, 0) !== family) {
    const fix = `for example write ${EXAMPLES[family]}, or open a handle of its family.`;
    throw mistake('destination', destination, `a numeric IPv${family} address`, fix);
  }
  if (isUnspecified(family)) {
    const fix = `for this machine write ${family === 4 ? '127.0.0.1' : '::1'}.`;
    const expected = 'the address of a host, not the unspecified one';
    throw mistake('destination', destination, expected, fix, Win32Error.ERROR_INVALID_NETNAME);
  }
  const mapped = family === 6 ? mappedAddress(bytes) : null;
  if (mapped !== null) {
    const fix = `write ${mapped}, and send it through a handle for IPv4.`;
    throw mistake('destination', destination, 'no IPv4-mapped address', fix);
  }
  if (family === 6 && bytes[0] === 0xfe && (bytes[1]! & 0xc0) === 0x80 && !destination.includes('%')) {
    throw mistake('destination', destination, 'a zone on a link-local address', zoneFix(destination, interfaces()));
  }
  if (source !== null && (typeof source !== 'string' || writeAddress(source, bytes, 0) !== family)) {
    const fix = 'pass null to let the system choose.';
    throw mistake('source', source, `a numeric IPv${family} address of this machine`, fix);
  }
  if (networkInterface !== null && typeof networkInterface !== 'string' && typeof networkInterface !== 'number') {
    const fix = 'pass null to let the system choose.';
    throw mistake('networkInterface', networkInterface, 'an interface of this machine', fix);
  }

  // Each test is written so that NaN and other types fail it.
  if (!(typeof timeout === 'number' && timeout >= 0 && timeout <= MAX_TIME)) {
    throw mistake('timeout', timeout, `0 to ${MAX_TIME} milliseconds`, TIME_FIX);
  }
  if (!(typeof lateWindow === 'number' && lateWindow >= 0 && lateWindow <= MAX_TIME)) {
    throw mistake('lateWindow', lateWindow, `0 to ${MAX_TIME} milliseconds`, TIME_FIX);
  }
  if (notBefore !== null && !Number.isFinite(notBefore)) {
    const expected = "a reading of the driver's now() in milliseconds, or null";
    throw mistake('notBefore', notBefore, expected, 'pass null to send at once.');
  }
  const size = typeof data === 'number' ? data : bytesIn(data);
  if (!isInteger(size, 0, MAX_DATA)) {
    throw mistake('data', data, `0 to ${MAX_DATA} bytes`, rangeFix(size ?? data, 0, MAX_DATA));
  }
  const leastTtl = family === 4 ? 0 : 1;
  if (ttl !== null && !isInteger(ttl, leastTtl, 255)) {
    const expected = `an integer from ${leastTtl} to 255, or null`;
    const answer = ttl === 0 ? IpStatus6.IP_GENERAL_FAILURE : Win32Error.ERROR_INVALID_PARAMETER;
    throw mistake('ttl', ttl, expected, rangeFix(ttl, leastTtl, 255), answer);
  }
  if (tos !== null && !isInteger(tos, 0, 255)) {
    throw mistake('tos', tos, 'an integer from 0 to 255, or null', rangeFix(tos, 0, 255));
  }
  if (!isInteger(flags, 0, IP_FLAG_DF | IP_FLAG_REVERSE)) {
    throw mistake('flags', flags, 'IP_FLAG_DF, IP_FLAG_REVERSE, both, or 0', 'pass no other bits than 1 and 2.');
  }
  if (optionsData !== null && family === 6) {
    const expected = 'null: IPv6 has no such options';
    throw mistake('optionsData', optionsData, expected, 'pass null.', Win32Error.ERROR_NOT_SUPPORTED);
  }
  const optionsSize = optionsData === null ? 0 : bytesIn(optionsData);
  if (!isInteger(optionsSize, 0, MAX_OPTIONS)) {
    const expected = `at most ${MAX_OPTIONS} bytes, or null`;
    const answer = optionsSize === null ? Win32Error.ERROR_INVALID_PARAMETER : IpStatus4.IP_OPTION_TOO_BIG;
    throw mistake('optionsData', optionsData, expected, 'pass null for none.', answer);
  }
  if (replySize !== null && !isInteger(replySize, 1, MAX_SIZE)) {
    throw mistake('replySize', replySize, 'a positive number of bytes, or null', 'pass null for as many as needed.');
  }
  if (completion !== 'event' && completion !== 'apc' && completion !== 'both') {
    throw mistake('completion', completion, "'event', 'apc' or 'both'", "pass 'event'.");
  }
  if (!(typeof deliverWithin === 'number' && deliverWithin >= 0 && deliverWithin <= MAX_DELIVER_WITHIN)) {
    const expected = `0 to ${MAX_DELIVER_WITHIN} milliseconds`;
    throw mistake('deliverWithin', deliverWithin, expected, 'pass 0 to be told at once.');
  }
  if (OwnRequest.is(request) && typeof data === 'number' && optionsData === null) return request;
  return {
    destination,
    source,
    networkInterface,
    timeout,
    lateWindow,
    notBefore,
    anyOrder,
    data: typeof data === 'number' ? data : copyOf(data, size),
    ttl,
    tos,
    flags,
    optionsData: optionsData === null ? null : copyOf(optionsData, optionsSize),
    replySize,
    completion,
    deliverWithin,
    constantFlow,
    wantData,
    reportSent,
    keepAlive,
  };
}

function isInteger(value: number | null, least: number, most: number): value is number {
  return Number.isInteger(value) && value! >= least && value! <= most;
}

/** An array whose buffer was transferred has no bytes, and cannot be copied. */
function copyOf(bytes: Uint8Array, size: number): Uint8Array {
  return size === 0 ? new Uint8Array(0) : new Uint8Array(bytes);
}

/** Whether the address that was just written to `bytes` is 0.0.0.0 or `::`. */
function isUnspecified(family: 4 | 6): boolean {
  const length = family === 4 ? 4 : 16;
  for (let i = 0; i < length; i++) if (bytes[i] !== 0) return false;
  return true;
}

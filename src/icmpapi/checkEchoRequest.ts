import { IcmpArgumentError } from '../errors.ts';
import { writeAddress } from '../wire/address.ts';
import type { EchoRequest, IcmpHandle } from './icmpapi.ts';

/** Milliseconds; the API's DWORD has 2^32 - 1 for "infinite". */
const MAX_TIME = 2 ** 32 - 2;
/** Bytes; a DWORD. */
const MAX_SIZE = 2 ** 32 - 1;
const MAX_DATA = 65_500;
const MAX_OPTIONS = 40;

// Shared by all calls, so that the good case allocates nothing.
const bytes = new Uint8Array(16);

/**
 * Checks what every driver can decide about a request before anything is sent. Drivers call it first in
 * `sendEcho2Ex` and `sendEcho2ExSync`, and add what only they know (local addresses, existing interfaces).
 *
 * @param interfaces names the interfaces of this machine; called only to word an error.
 * @throws `IcmpArgumentError` for the first argument that can never work.
 */
export function checkEchoRequest(
  handle: IcmpHandle,
  request: EchoRequest,
  interfaces: () => readonly string[] = () => [],
): void {
  const { family } = handle;
  const { destination, source, timeout, lateWindow, notBefore, data, ttl, tos, flags, optionsData, replySize } =
    request;

  if (writeAddress(destination, bytes, 0) !== family) {
    throw new IcmpArgumentError('destination', destination, `a numeric IPv${family} address`);
  }
  if (isUnspecified(family)) {
    throw new IcmpArgumentError('destination', destination, 'the address of a host, not the unspecified one');
  }
  if (family === 6 && bytes[0] === 0xfe && (bytes[1]! & 0xc0) === 0x80 && !destination.includes('%')) {
    throw new IcmpArgumentError(
      'destination',
      destination,
      'a zone on a link-local address',
      zoneFix(destination, interfaces()),
    );
  }
  if (source !== null && writeAddress(source, bytes, 0) !== family) {
    throw new IcmpArgumentError('source', source, `a numeric IPv${family} address of this machine`);
  }

  // Each test is written so that NaN and other types fail it.
  if (!(timeout >= 0 && timeout <= MAX_TIME)) {
    throw new IcmpArgumentError('timeout', timeout, `0 to ${MAX_TIME} milliseconds`);
  }
  if (!(lateWindow >= 0 && lateWindow <= MAX_TIME)) {
    throw new IcmpArgumentError('lateWindow', lateWindow, `0 to ${MAX_TIME} milliseconds`);
  }
  if (notBefore !== null && !Number.isFinite(notBefore)) {
    throw new IcmpArgumentError('notBefore', notBefore, "a reading of the driver's now() in milliseconds, or null");
  }
  if (
    typeof data === 'number' ? !isInteger(data, 0, MAX_DATA) : !(data instanceof Uint8Array && data.length <= MAX_DATA)
  ) {
    throw new IcmpArgumentError('data', data, `0 to ${MAX_DATA} bytes`);
  }
  if (ttl !== null && !isInteger(ttl, 1, 255)) {
    throw new IcmpArgumentError('ttl', ttl, 'an integer from 1 to 255, or null');
  }
  if (tos !== null && !isInteger(tos, 0, 255)) {
    throw new IcmpArgumentError('tos', tos, 'an integer from 0 to 255, or null');
  }
  if (!isInteger(flags, 0, 255)) {
    throw new IcmpArgumentError('flags', flags, 'IP_FLAG_DF, IP_FLAG_REVERSE, both, or 0');
  }
  if (optionsData !== null && !(optionsData instanceof Uint8Array && optionsData.length <= MAX_OPTIONS)) {
    throw new IcmpArgumentError('optionsData', optionsData, `at most ${MAX_OPTIONS} bytes, or null`);
  }
  if (replySize !== null && !isInteger(replySize, 1, MAX_SIZE)) {
    throw new IcmpArgumentError('replySize', replySize, 'a positive number of bytes, or null');
  }
  const { completion } = request;
  if (completion !== 'event' && completion !== 'apc' && completion !== 'both') {
    throw new IcmpArgumentError('completion', completion, "'event', 'apc' or 'both'");
  }
}

function isInteger(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

/** Whether the address that was just written to `bytes` is 0.0.0.0 or `::`. */
function isUnspecified(family: 4 | 6): boolean {
  const length = family === 4 ? 4 : 16;
  for (let i = 0; i < length; i++) if (bytes[i] !== 0) return false;
  return true;
}

function zoneFix(destination: string, interfaces: readonly string[]): string {
  if (interfaces.length === 0) return `add the interface, as in ${destination}%eth0.`;
  return `add the interface, as in ${destination}%${interfaces[0]} (here: ${interfaces.join(', ')}).`;
}

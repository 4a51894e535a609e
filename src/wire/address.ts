/** A numeric address as bytes. */
export interface ParsedAddress {
  readonly family: 4 | 6;
  /** 4 or 16 octets in the order of the wire. */
  readonly bytes: Uint8Array;
  /** What follows `%` in an IPv6 address: an interface by name or index. */
  readonly zone: string | null;
}

const DOT = 46;
const COLON = 58;
const SPACE = 32;
const SLASH = 47;
const PERCENT = 37;

// Scratch memory, so that writing an address allocates nothing. Nothing here can be re-entered.
const groups = new Uint16Array(8);
const octets = new Uint8Array(16);
// The IPv4 address that was read last: each step on the way of a request reads the same address again.
let latestText = '';
let latestValue = -1;

/**
 * Reads a numeric address, as strictly as `net.isIP` of `node:net`: four decimal octets without leading zeros, or
 * IPv6 in any of its forms, with or without a zone. A zone may be any interface name: no blanks, `/` or `%`.
 *
 * @returns null when `text` is not a numeric address.
 */
export function parseAddress(text: string): ParsedAddress | null {
  const family = writeAddress(text, octets, 0);
  if (family === 0) return null;
  const percent = text.indexOf('%');
  return { family, bytes: octets.slice(0, family === 4 ? 4 : 16), zone: percent < 0 ? null : text.slice(percent + 1) };
}

/**
 * Writes the octets of a numeric address at `offset` and allocates nothing. Accepts what `parseAddress` accepts;
 * the zone is not written.
 *
 * @returns the family, or 0 when `text` is not a numeric address; then `into` is unchanged.
 * @throws `RangeError` when the octets do not fit.
 */
export function writeAddress(text: string, into: Uint8Array, offset: number): 0 | 4 | 6 {
  const value = text === latestText ? latestValue : readIPv4(text, 0, text.length);
  if (value >= 0) {
    latestText = text;
    latestValue = value;
    requireRoom(into, offset, 4);
    into[offset] = value >>> 24;
    into[offset + 1] = value >>> 16;
    into[offset + 2] = value >>> 8;
    into[offset + 3] = value;
    return 4;
  }
  if (!readIPv6(text)) return 0;
  requireRoom(into, offset, 16);
  for (let i = 0; i < 8; i++) {
    into[offset + 2 * i] = groups[i]! >>> 8;
    into[offset + 2 * i + 1] = groups[i]!;
  }
  return 6;
}

/**
 * Shows the 4 or 16 octets at `offset` as text: IPv6 as RFC 5952 wants it, without a zone, and IPv4-mapped
 * addresses as `::ffff:192.0.2.1`.
 */
export function formatAddress(bytes: Uint8Array, offset: number, family: 4 | 6): string {
  if (family === 4) return `${bytes[offset]!}.${bytes[offset + 1]!}.${bytes[offset + 2]!}.${bytes[offset + 3]!}`;
  for (let i = 0; i < 8; i++) groups[i] = (bytes[offset + 2 * i]! << 8) | bytes[offset + 2 * i + 1]!;
  const [gapStart, gapEnd] = longestZeroRun();
  if (gapStart === 0 && gapEnd === 5 && groups[5] === 0xffff) return `::ffff:${formatAddress(bytes, offset + 12, 4)}`;
  let text = '';
  for (let i = 0; i < 8; i++) {
    if (i === gapStart) {
      text += '::';
      i = gapEnd - 1;
    } else {
      text += i === 0 || i === gapEnd ? groups[i]!.toString(16) : `:${groups[i]!.toString(16)}`;
    }
  }
  return text;
}

/** The address as an unsigned integer, or -1. */
function readIPv4(text: string, start: number, end: number): number {
  let value = 0;
  let octet = -1;
  let dots = 0;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    const digit = code - 48;
    if (digit >= 0 && digit <= 9) {
      // An octet that is 0 and has another digit has a leading zero, which some systems read as octal.
      if (octet === 0) return -1;
      octet = octet < 0 ? digit : octet * 10 + digit;
      if (octet > 255) return -1;
    } else {
      if (code !== DOT || octet < 0) return -1;
      value = value * 256 + octet;
      octet = -1;
      dots++;
    }
  }
  return dots === 3 && octet >= 0 ? value * 256 + octet : -1;
}

/** Reads an IPv6 address into `groups`. */
function readIPv6(text: string): boolean {
  const percent = text.indexOf('%');
  const end = percent < 0 ? text.length : percent;
  if (percent >= 0 && !isZone(text, percent + 1)) return false;
  let count = 0;
  let gap = -1;
  let i = 0;
  if (text.charCodeAt(0) === COLON) {
    if (text.charCodeAt(1) !== COLON) return false;
    gap = 0;
    i = 2;
  }
  while (i < end) {
    if (count === 8) return false;
    const start = i;
    let group = 0;
    for (let digit; i < end && (digit = hexDigit(text.charCodeAt(i))) >= 0; i++) group = (group << 4) | digit;
    const code = i < end ? text.charCodeAt(i) : 0;
    if (code === DOT) {
      const tail = readIPv4(text, start, end);
      if (tail < 0 || count > 6) return false;
      groups[count++] = tail >>> 16;
      groups[count++] = tail;
      break;
    }
    if (i === start || i > start + 4) return false;
    groups[count++] = group;
    if (i === end) break;
    // A colon must lead on to a group or be half of the one '::'.
    if (code !== COLON || ++i === end) return false;
    if (text.charCodeAt(i) === COLON) {
      if (gap >= 0) return false;
      gap = count;
      i++;
    }
  }
  if (gap < 0) return count === 8;
  if (count === 8) return false;
  groups.copyWithin(gap + 8 - count, gap, count);
  groups.fill(0, gap, gap + 8 - count);
  return true;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

/** Interface names may hold more than `net.isIP` lets pass, such as the underscore of `br_lan`. */
function isZone(text: string, start: number): boolean {
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code <= SPACE || code === SLASH || code === PERCENT) return false;
  }
  return start < text.length;
}

/** Start and end of the first of the longest runs of zeros in `groups`; RFC 5952 shortens no run of one. */
function longestZeroRun(): readonly [start: number, end: number] {
  let longest: readonly [number, number] = [-1, -1];
  for (let i = 0; i < 8; i++) {
    const start = i;
    while (i < 8 && groups[i] === 0) i++;
    if (i - start > Math.max(1, longest[1] - longest[0])) longest = [start, i];
  }
  return longest;
}

/** Writes past the end of a typed array are dropped silently, and an address would arrive cut off. */
function requireRoom(into: Uint8Array, offset: number, size: number): void {
  if (!(offset >= 0 && offset + size <= into.length)) {
    throw new RangeError(`An address of ${size} bytes does not fit at ${offset} of ${into.length} bytes.`);
  }
}

/** Size of a pointer in the process that wrote the structure: 8 in a 64-bit process, 4 in a 32-bit one. */
export type PointerSize = 4 | 8;

// Sizes and byte offsets of the Windows structures. `native/reply_layout.h` asserts the same numbers.
// Integers are little-endian; addresses are octets in the order of the wire.

/** `IP_OPTION_INFORMATION`, by pointer size. `optionsData` is a pointer. */
export const IP_OPTION_INFORMATION = {
  4: { size: 8, ttl: 0, tos: 1, flags: 2, optionsSize: 3, optionsData: 4 },
  8: { size: 16, ttl: 0, tos: 1, flags: 2, optionsSize: 3, optionsData: 8 },
} as const;

/**
 * `ICMP_ECHO_REPLY`, by pointer size. `data` is a pointer, `options` an embedded `IP_OPTION_INFORMATION`;
 * `reserved` of the first record counts the records until `IcmpParseReplies` zeroes it.
 *
 * The 4-byte form is also `ICMP_ECHO_REPLY32`. Microsoft's pages tell 64-bit programs to use that one, but the API
 * writes the native form.
 */
export const ICMP_ECHO_REPLY = {
  4: { size: 28, address: 0, status: 4, roundTripTime: 8, dataSize: 12, reserved: 14, data: 16, options: 20 },
  8: { size: 40, address: 0, status: 4, roundTripTime: 8, dataSize: 12, reserved: 14, data: 16, options: 24 },
} as const;

/**
 * `ICMPV6_ECHO_REPLY`, the same in every process. Its address structure is packed, so the 16 octets stand at 6
 * and the scope id at 22. `data` is where the payload begins: there is neither a pointer nor a length.
 */
export const ICMPV6_ECHO_REPLY = {
  size: 36,
  address: 6,
  scopeId: 22,
  status: 28,
  roundTripTime: 32,
  data: 36,
} as const;

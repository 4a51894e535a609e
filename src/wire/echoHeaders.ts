/** Bytes of an echo request before its payload, by IP family: the IP header without options, and ICMP's. */
export const ECHO_HEADERS = Object.freeze({ 4: 20 + 8, 6: 40 + 8 } as const);

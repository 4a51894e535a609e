/** In milliseconds, the longest that the Windows API's DWORD can say; one more means forever. */
export const MAX_TIME = 2 ** 32 - 2;

/** In milliseconds: the longest time that fits the Windows API's DWORD. The largest DWORD means no limit. */
export const MAX_TIME = 2 ** 32 - 2;

/** In milliseconds: the longest time that fits the Windows API's DWORD, whose largest value means for ever. */
export const MAX_TIME = 2 ** 32 - 2;

/** In milliseconds. A longer delay overflows the system's timers, and those of RxJS that stand on them: it would be none. */
export const MAX_DELAY = 0x7fffffff;

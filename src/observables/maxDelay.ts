/** In milliseconds. A longer delay overflows the system's timers, and would be none. */
export const MAX_DELAY = 0x7fffffff;

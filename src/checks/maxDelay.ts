/** In milliseconds. A longer delay overflows the timers of Node and RxJS, which then fire at once. */
export const MAX_DELAY = 0x7fffffff;

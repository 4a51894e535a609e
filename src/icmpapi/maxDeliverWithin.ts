/** The longest that a completion may be held back, in milliseconds. */
export const MAX_DELIVER_WITHIN = 1000;

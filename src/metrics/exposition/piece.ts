/** Bytes, or so: what is written between two turns of the event loop takes far less than ten milliseconds. */
export const PIECE = 32_768;

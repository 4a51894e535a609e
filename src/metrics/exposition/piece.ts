/** About how many bytes are written between two turns of the event loop. */
export const PIECE = 32_768;

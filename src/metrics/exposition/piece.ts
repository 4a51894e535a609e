/** About how many bytes are written between two turns of the event loop. That takes far less than ten milliseconds. */
export const PIECE = 32_768;

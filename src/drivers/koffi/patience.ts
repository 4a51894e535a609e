/** Milliseconds for which a request is tried again while the system has no room for it. */
export const PATIENCE = 2000;

/** @returns milliseconds until the next try: twice the last pause. @param last 0 before the first pause. */
export function pauseAfter(last: number): number {
  return Math.min(Math.max(last * 2, 10), 160);
}

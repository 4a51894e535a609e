/** Requests that the system is given at a time. */
const MOST = 4096;
/** A refusal with fewer than this says more about its request than about the room. */
export const LEAST_ROOM = 64;
/** When the system was full, more requests are tried again after so many milliseconds. */
const FORGET = 10_000;

/** How many requests the system may have at a time. Some hold fewer, and say so only when they have refused one. */
export class SystemRoom {
  #limit = MOST;
  #limitedAt = -Infinity;

  /** Whether the system may be given another request, when it has so many. */
  isLeft(count: number): boolean {
    return count < this.#limit;
  }

  /** The system had no room for request number `rank`, and had all those before. */
  wasRefused(rank: number, now: number): void {
    this.#limitedAt = now;
    this.#limit = Math.max(LEAST_ROOM, Math.min(this.#limit, rank - 1));
  }

  /** The system may have room again: other programs use it too, and their requests end. */
  reconsider(now: number): void {
    if (now - this.#limitedAt > FORGET) this.#limit = MOST;
  }
}

/** The most requests that the system is given at a time. */
const MOST = 4096;
/** When the system has fewer requests than this, a refusal says more about the request than about the room. */
export const LEAST_ROOM = 64;
/** When the system was full, more requests are tried again after so many milliseconds. */
const FORGET = 10_000;

/** How many requests the system may have at a time. Some systems take fewer, and only a refusal shows it. */
export class SystemRoom {
  #limit = MOST;
  #limitedAt = -Infinity;

  /** Whether the system may be given another request when it has `count` of them. */
  isLeft(count: number): boolean {
    return count < this.#limit;
  }

  /** The system had room for the requests before number `rank`, and no room for that one. */
  wasRefused(rank: number, now: number): void {
    this.#limitedAt = now;
    this.#limit = Math.max(LEAST_ROOM, Math.min(this.#limit, rank - 1));
  }

  /** The system may have room again: other programs use it too, and their requests end. */
  reconsider(now: number): void {
    if (now - this.#limitedAt > FORGET) this.#limit = MOST;
  }
}

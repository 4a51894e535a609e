/** Requests that the system is given at a time. */
const MOST = 4096;
/** Milliseconds after which a system that was full is tried with more again. */
const FORGET = 10_000;

/** How many requests the system may have at a time. Some hold fewer, and say so only when they have refused one. */
export class SystemRoom {
  #limit = MOST;
  #limitedAt = -Infinity;

  /** Whether it may be given another one, when it has so many. */
  isLeft(count: number): boolean {
    return count < this.#limit;
  }

  /** It had no room for the request that was its `rank`th; all before that were in. */
  wasRefused(rank: number, now: number): void {
    this.#limitedAt = now;
    this.#limit = Math.max(1, Math.min(this.#limit, rank - 1));
  }

  /** What it had no room for may have been long ago, or somebody else's. */
  reconsider(now: number): void {
    if (now - this.#limitedAt > FORGET) this.#limit = MOST;
  }
}

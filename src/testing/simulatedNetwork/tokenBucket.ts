import type { RateLimit } from '../scenario.ts';

/** Lets through as many a second as it may, after a burst. Full at first. */
export class TokenBucket {
  readonly #perMs: number;
  readonly #size: number;
  #tokens: number;
  #at = 0;

  constructor({ perSecond, burst = 1 }: RateLimit) {
    this.#perMs = perSecond / 1000;
    this.#size = burst;
    this.#tokens = burst;
  }

  /** Takes a token at a time in milliseconds; false when there is none. */
  take(at: number): boolean {
    this.#tokens = Math.min(this.#size, this.#tokens + Math.max(0, at - this.#at) * this.#perMs);
    this.#at = Math.max(at, this.#at);
    // Ten times a tenth is a little less than one.
    if (this.#tokens < 1 - 1e-9) return false;
    this.#tokens = Math.max(0, this.#tokens - 1);
    return true;
  }
}

import type { Resolved } from '../options/resolution.ts';

/** The addresses that a series probes, and when its name is to be looked up. Times in milliseconds of one clock. */
export class Destinations {
  /** Best first; none before the first look-up that succeeds. */
  all: readonly Resolved[];
  /** The time from one look-up to the next; Infinity when one is enough. */
  readonly #every: number;
  /** The time of the last look-up; null when there was none, or it failed. */
  #lookedUpAt: number | null = null;
  readonly #isName: boolean;
  #isAsked = false;

  constructor(numeric: Resolved | null, every: number) {
    this.all = numeric === null ? [] : [numeric];
    this.#isName = numeric === null;
    this.#every = every;
  }

  /** Whether the name is to be looked up before the probe of a beat. */
  areDue(beat: number): boolean {
    if (!this.#isName || this.#isAsked) return false;
    return this.#lookedUpAt === null || beat - this.#lookedUpAt >= this.#every;
  }

  /** The look-up for the beat that comes next succeeded. */
  found(all: readonly Resolved[], now: number): void {
    this.all = all;
    this.#lookedUpAt = now;
    this.#isAsked = true;
  }

  /** The look-up for the beat that comes next failed: the last good addresses stay. */
  failed(): void {
    this.#lookedUpAt = null;
    this.#isAsked = true;
  }

  /** The beat has passed. */
  advance(): void {
    this.#isAsked = false;
  }
}

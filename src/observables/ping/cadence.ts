/**
 * The beats of a series: `anchor + n * interval`, computed afresh for each beat, so that no error adds up.
 * Times in milliseconds of one clock, whichever.
 */
export class Cadence {
  #anchor: number | null = null;
  #interval = 0;
  /** The number of the next beat, or of the one that is under way. */
  #index = 0;

  /** False until the interval is known. */
  get ready(): boolean {
    return this.#interval > 0;
  }

  get interval(): number {
    return this.#interval;
  }

  get isStarted(): boolean {
    return this.#anchor !== null;
  }

  /** From this beat the others count, also when there were some before. */
  start(first: number): void {
    this.#anchor = first;
    this.#index = 0;
  }

  /** The time of the next beat, once the beats are started. */
  next(): number {
    return this.#anchor! + this.#index * this.#interval;
  }

  /** How many beats are too late: all that are due, except the last one. */
  missed(now: number): number {
    if (this.#anchor === null) return 0;
    return Math.max(0, Math.floor((now - this.#anchor) / this.#interval) - this.#index);
  }

  /** How many beats come before a time. */
  before(time: number): number {
    if (this.#anchor === null) return 0;
    return Math.max(0, Math.ceil((time - this.#anchor) / this.#interval) - this.#index);
  }

  advance(beats = 1): void {
    this.#index += beats;
  }

  /** After a pause: leaves out the beats that have passed meanwhile. */
  resume(now: number): void {
    if (this.#anchor === null) return;
    this.#index = Math.max(this.#index, Math.ceil((now - this.#anchor) / this.#interval));
  }

  /**
   * From the latest beat on, the beats are `interval` apart.
   *
   * @param underWay the latest beat is the one that `next` told; else it is the one before.
   */
  change(interval: number, now: number, underWay: boolean): void {
    const latest = underWay ? this.#index : this.#index - 1;
    if (this.#anchor !== null && latest >= 0) {
      this.#anchor += latest * this.#interval;
      this.#index -= latest;
    }
    this.#interval = interval;
    if (!underWay) this.resume(now);
  }
}

/**
 * The beats of a series: `anchor + n * interval`, computed afresh for each beat, so that no error adds up.
 * Times in milliseconds of one clock, whichever.
 */
export class Cadence {
  readonly #offset: (interval: number) => number;
  #anchor: number | null = null;
  #interval = NaN;
  /** The number of the next beat, or of the one that is under way. */
  #index = 0;

  /** @param offset the delay of the first beat, by the interval. */
  constructor(offset: (interval: number) => number = () => 0) {
    this.#offset = offset;
  }

  /** False until the interval is known. */
  get ready(): boolean {
    return this.#interval > 0;
  }

  /** The time of the next beat. The others count from the first one, which is now or soon. */
  next(now: number): number {
    this.#anchor ??= now + this.#offset(this.#interval);
    return this.#anchor + this.#index * this.#interval;
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

  /** Starts the beats anew, with one that is due now. */
  restart(now: number): void {
    this.#anchor = now;
    this.#index = 0;
  }
}

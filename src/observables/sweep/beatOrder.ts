import type { SweepTarget } from './sweepTarget.ts';

/**
 * The order of the beats of repeated sweeps: which target is next, and when. Times in milliseconds of the clock of the
 * sweep.
 *
 * Every target has its place in the interval. So the beats of a round come in the same order in every round, and one
 * pointer into that order tells the next target in constant time.
 */
export class BeatOrder {
  /** In the order of their phases. */
  targets: readonly SweepTarget[] = [];
  /** The round of the next beat. */
  round = 0;
  /** Milliseconds from a round to the next; NaN until they are known. */
  interval = NaN;
  /** Where in `targets` the next one is. */
  #position = 0;
  readonly #rounds: number;
  readonly #offset: number;
  /** The start of round 0; null before the first beat. */
  #anchor: number | null = null;

  /** @param offset milliseconds from the call of `start` to the start of round 0. */
  constructor(rounds: number, offset: number) {
    this.#rounds = rounds;
    this.#offset = offset;
  }

  get hasStarted(): boolean {
    return this.#anchor !== null;
  }

  get isOver(): boolean {
    return this.round >= this.#rounds;
  }

  /** The target of the next beat; undefined when there are no targets. */
  get target(): SweepTarget | undefined {
    return this.targets[this.#position];
  }

  /** The first beat is wanted. */
  start(now: number): void {
    this.#anchor ??= now + this.#offset;
  }

  /** The time of the next beat. */
  due(): number {
    return this.timeOf(this.round, this.target!);
  }

  timeOf(round: number, { phase }: SweepTarget): number {
    return this.#anchor! + (round + phase) * this.interval;
  }

  advance(): void {
    if (++this.#position < this.targets.length) return;
    this.#position = 0;
    this.round++;
  }

  /** The next beat is that of the first target from a phase on. */
  pointAt(round: number, phase: number): void {
    const { targets } = this;
    this.#position = targets.findIndex((target) => target.phase >= phase);
    this.round = round;
    if (this.#position >= 0) return;
    this.#position = 0;
    if (targets.length > 0) this.round++;
  }

  /** When a round takes longer than the interval, beats that have come meanwhile are left out, and late ones stay. */
  leaveOut(now: number): void {
    const late = Math.floor((now - this.due()) / this.interval);
    // Every target has a probe in the last round, however late. A target that had a beat in this round has none in the round
    // that is jumped to.
    const last = this.#rounds - (this.#position === 0 ? 1 : 2);
    this.round = Math.max(this.round, Math.min(this.round + late, last));
  }

  /** The part of the interval that has passed stays the same fraction of it. */
  changeInterval(interval: number, now: number): void {
    if (this.#anchor !== null && now > this.#anchor) {
      this.#anchor = now - ((now - this.#anchor) / this.interval) * interval;
    }
    this.interval = interval;
  }

  /**
   * After a pause the beats are where they would have been, but rounds are numbered without a gap: all beats move by
   * whole intervals.
   */
  resume(now: number): void {
    if (this.#anchor === null || this.targets.length === 0 || !(this.interval > 0)) return;
    const late = Math.ceil((now - this.due()) / this.interval);
    if (late > 0) this.#anchor += late * this.interval;
  }

  /** The first round whose beat of a target has not passed. */
  roundFrom(now: number, { phase }: SweepTarget): number {
    return Math.max(0, Math.ceil((now - this.#anchor!) / this.interval - phase));
  }
}

import type { SchedulerLike, Subscription } from 'rxjs';
import { timer } from './timer.ts';

/** How many milliseconds a timer may be late without a loss of slots, where a timer keeps the pace. */
const LEEWAY = 10;

/** A stream that sends in slots. All streams of one pace have the same clock, timers and look-ahead. */
export interface PacedStream {
  readonly timers: SchedulerLike;
  /** Milliseconds that its probes may be handed over ahead of their slots. */
  readonly lookAhead: number;
  readonly keepAlive: boolean;
  now(): number;
  /** There is a slot, and it is this stream's turn. Called in whatever asynchronous context. */
  readonly onSlot: () => void;
}

/** Slots for probes, at even distances in the time of one clock. Streams that wait for one take turns. */
export class Pace {
  readonly #gap: number;
  #next = -Infinity;
  #waiting: PacedStream[] = [];
  #timer: Subscription | null = null;
  #holdsProcess = false;
  #isServing = false;
  /** Whose turn it is. */
  #served: PacedStream | null = null;

  /** @param rate slots a second. */
  constructor(rate: number) {
    this.#gap = 1000 / rate;
  }

  /**
   * Takes the next slot.
   * @returns its time; null when it is too far ahead, or others were first.
   */
  take(stream: PacedStream, now: number): number | null {
    if (this.#waiting.length > 0 && this.#served !== stream) return null;
    const slot = this.#slot(stream, now);
    if (slot > now + stream.lookAhead) return null;
    this.#next = slot + this.#gap;
    this.#served = null;
    return slot;
  }

  /**
   * Takes the next slot, however far ahead it is.
   * @returns its time.
   */
  reserve(now: number): number {
    const slot = Math.max(this.#next, now);
    this.#next = slot + this.#gap;
    return slot;
  }

  /** Stands in line for `onSlot`. */
  wait(stream: PacedStream): void {
    this.#waiting.push(stream);
    if (stream.keepAlive && !this.#holdsProcess) this.#disarm();
    this.#arm();
  }

  leave(stream: PacedStream): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting !== stream);
    if (this.#waiting.length === 0) this.#disarm();
  }

  /** A slot that passed unused is lost. But a timer is never on time, so after one the last few slots still count. */
  #slot(stream: PacedStream, now: number): number {
    return Math.max(this.#next, this.#isServing && stream.lookAhead === 0 ? now - LEEWAY : now);
  }

  #arm(): void {
    const first = this.#waiting[0];
    if (first === undefined || this.#timer !== null || this.#isServing) return;
    this.#holdsProcess = this.#waiting.some(({ keepAlive }) => keepAlive);
    const delay = this.#next - first.now() - first.lookAhead / 2;
    this.#timer = timer(first.timers, delay, () => this.#serve(first.now()), this.#holdsProcess);
  }

  #disarm(): void {
    this.#timer?.unsubscribe();
    this.#timer = null;
  }

  #serve(now: number): void {
    this.#disarm();
    this.#isServing = true;
    for (let first; (first = this.#waiting[0]) !== undefined && this.#slot(first, now) <= now + first.lookAhead;) {
      this.#waiting.shift();
      this.#served = first;
      first.onSlot();
    }
    this.#served = null;
    this.#isServing = false;
    this.#arm();
  }
}

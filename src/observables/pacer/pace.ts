import type { SchedulerLike, Subscription } from 'rxjs';
import { Slots } from './slots.ts';
import { timer } from './timer.ts';

/** How many milliseconds a timer may be late without a loss of slots, where a timer keeps the pace. */
const LEEWAY = 10;
/** Times are sums of doubles. A slot that is no more than so many milliseconds ahead has come. */
const ROUNDING = 1e-6;
/**
 * How much longer a slot is in the second after slots were used late. Late probes leave in that second too, but it may
 * not have more probes than any other second. The leeway counts twice, because slots were also taken ahead before.
 */
const REPAYMENT = 1 + (2 * LEEWAY) / 1000;

/** A stream that sends in slots. All streams of one pace have the same clock and timers. */
export interface PacedStream {
  readonly timers: SchedulerLike;
  /** Milliseconds that its probes may be handed over ahead of their slots. */
  readonly lookAhead: number;
  readonly keepAlive: boolean;
  now(): number;
  /** There is a slot, and it is this stream's turn. Called in any asynchronous context. */
  readonly onSlot: () => void;
}

interface Waiting {
  readonly stream: PacedStream;
  readonly due: number;
}

/** Slots for probes, which do not overlap, in the time of one clock. Streams that wait for one take turns. */
export class Pace {
  /** Slots a second. */
  readonly rate: number;
  readonly #slots = new Slots();
  readonly #waiting: Waiting[] = [];
  #timer: Subscription | null = null;
  #holdsProcess = false;
  /** The slot that the timer waits for. */
  #awaited = Infinity;
  #isServing = false;
  /** The stream whose turn it is. */
  #served: PacedStream | null = null;
  /** Slots are longer until this time. */
  #repaysUntil = -Infinity;

  constructor(rate: number) {
    this.rate = rate;
  }

  /**
   * Takes a slot.
   *
   * @param due the probe may not leave before this time.
   * @returns the time of the slot; null when it is too far ahead, or others were first.
   */
  take(stream: PacedStream, now: number, due = -Infinity): number | null {
    if (this.#waiting.length > 0 && this.#served !== stream) return null;
    this.#slots.forget(now - LEEWAY);
    const slot = this.#slot(stream, now, due);
    if (isAhead(slot, now + stream.lookAhead)) return null;
    if (slot + this.#gap(now) <= now) this.#repaysUntil = now + 1000;
    this.#slots.take(slot, this.#gap(now));
    this.#served = null;
    return slot;
  }

  /** Gives back a slot that is still to come. */
  release(slot: number): void {
    this.#slots.release(slot, 1000 / this.rate);
  }

  /** Puts a stream in line for `onSlot`. */
  wait(stream: PacedStream, due = -Infinity): void {
    this.#waiting.push({ stream, due });
    if (this.#timer === null || (stream.keepAlive && !this.#holdsProcess)) this.#arm();
  }

  leave(stream: PacedStream): void {
    const place = this.#waiting.findIndex((waiting) => waiting.stream === stream);
    if (place < 0) return;
    this.#waiting.splice(place, 1);
    if (place === 0) this.#arm();
  }

  #gap(now: number): number {
    return (1000 / this.rate) * (now < this.#repaysUntil ? REPAYMENT : 1);
  }

  /**
   * An unused slot that has passed is lost. But a timer is never exactly on time: the last few slots that it waited for
   * still count.
   */
  #slot(stream: PacedStream, now: number, due: number): number {
    const canBeLate = this.#isServing && stream.lookAhead === 0;
    const first = canBeLate ? Math.min(now, Math.max(now - LEEWAY, this.#awaited)) : now;
    return this.#slots.free(Math.max(first, due), this.#gap(now));
  }

  /** Waits for the slot of the first in line. */
  #arm(): void {
    if (this.#isServing) return;
    this.#timer?.unsubscribe();
    this.#timer = null;
    const first = this.#waiting[0];
    if (first === undefined) return;
    const { stream, due } = first;
    const now = stream.now();
    this.#awaited = this.#slot(stream, now, due);
    const delay = this.#awaited - now - stream.lookAhead / 2;
    this.#holdsProcess = this.#waiting.some(({ stream: { keepAlive } }) => keepAlive);
    this.#timer = timer(stream.timers, delay, () => this.#serve(), this.#holdsProcess);
  }

  #serve(): void {
    this.#isServing = true;
    for (let first; (first = this.#waiting[0]) !== undefined && this.#isTimeFor(first);) {
      this.#waiting.shift();
      this.#served = first.stream;
      first.stream.onSlot();
    }
    this.#served = null;
    this.#isServing = false;
    this.#arm();
  }

  #isTimeFor({ stream, due }: Waiting): boolean {
    const now = stream.now();
    return !isAhead(this.#slot(stream, now, due), now + stream.lookAhead);
  }
}

function isAhead(slot: number, time: number): boolean {
  return slot > time + ROUNDING;
}

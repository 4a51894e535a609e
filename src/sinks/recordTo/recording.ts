import { asyncScheduler, type Subscription } from 'rxjs';
import { Queue } from '../../observables/pacer/queue.ts';
import type { Sink } from '../sink.ts';
import { Losses } from './losses.ts';
import type { RecordSettings } from './recordSettings.ts';
import { attempt, type Unwritten, writeBatch } from './writeBatch.ts';

/** Values on their way into a sink: one batch is being written, others wait. */
export class Recording<T> {
  readonly #sink: Sink<T>;
  readonly #settings: RecordSettings;
  readonly #losses: Losses;
  #waiting = new Queue<T>();
  /** Until what waits is written, though it may be no full batch. */
  #timer: Subscription | null = null;
  #isOld = false;
  #isWriting = false;
  #isDraining = false;
  /** Whom to tell that everything has been written. */
  #onEnd: (() => void) | null = null;
  #isClosed = false;

  constructor(sink: Sink<T>, settings: RecordSettings) {
    this.#sink = sink;
    this.#settings = settings;
    this.#losses = new Losses(settings);
  }

  add(value: T): void {
    if (this.#waiting.length >= this.#settings.buffer) {
      this.#waiting.shift();
      this.#losses.overflow();
    }
    this.#waiting.push(value);
    this.#wait();
    this.#drain();
  }

  /** Writes what waits, and closes the sink. The first call counts. */
  end(onEnd: () => void): void {
    if (this.#onEnd !== null) return;
    this.#onEnd = onEnd;
    this.#drain();
  }

  #wait(): void {
    if (this.#isOld || this.#waiting.length === 0) return;
    this.#timer ??= asyncScheduler.schedule(() => {
      this.#timer = null;
      this.#isOld = true;
      this.#drain();
    }, this.#settings.every);
  }

  /** A sink may be done within `write`, so this is a loop: with a call for each batch the stack would have an end. */
  #drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    while (this.#isDue()) this.#write();
    this.#isDraining = false;
    if (this.#onEnd !== null && !this.#isWriting && !this.#isClosed) this.#close(this.#onEnd);
  }

  #isDue(): boolean {
    const { length } = this.#waiting;
    if (this.#isWriting || length === 0) return false;
    return length >= this.#settings.batch || this.#isOld || this.#onEnd !== null;
  }

  #write(): void {
    const batch: T[] = [];
    while (batch.length < this.#settings.batch && this.#waiting.length > 0) batch.push(this.#waiting.shift()!);
    this.#rest();
    this.#isWriting = true;
    const unwritten: Unwritten[] = [];
    writeBatch(this.#sink, batch, this.#settings).subscribe({
      next: (some) => unwritten.push(some),
      complete: () => {
        this.#isWriting = false;
        this.#count(unwritten, batch.length);
        this.#wait();
        this.#drain();
      },
    });
  }

  #rest(): void {
    this.#timer?.unsubscribe();
    this.#timer = null;
    this.#isOld = false;
  }

  #count(unwritten: readonly Unwritten[], of: number): void {
    if (unwritten.length === 0) return;
    let count = unwritten.reduce((sum, one) => sum + one.count, 0);
    if (this.#onEnd !== null && count === of) {
      count += this.#waiting.length;
      this.#waiting = new Queue();
    }
    this.#losses.tell(count, unwritten[0]!.error);
  }

  #close(onEnd: () => void): void {
    this.#isClosed = true;
    this.#rest();
    attempt(() => this.#sink.close(), { ...this.#settings, retries: 0 }, 0).subscribe({
      error: (error: unknown) => {
        this.#losses.tell(0, error);
        this.#finish(onEnd);
      },
      complete: () => this.#finish(onEnd),
    });
  }

  #finish(onEnd: () => void): void {
    this.#losses.end();
    onEnd();
  }
}

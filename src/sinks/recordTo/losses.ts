import { publish } from '#platform';
import { asyncScheduler, of, type Subscription } from 'rxjs';
import type { Loss } from '../recordOptions.ts';
import type { RecordSettings } from './recordSettings.ts';

/** Counts what is lost, and tells it. */
export class Losses {
  readonly #every: number;
  readonly #onLoss: (loss: Loss) => void;
  #total = 0;
  /** Lost for want of room, and not told yet: there may be thousands a second. */
  #overflowed = 0;
  #timer: Subscription | null = null;

  constructor({ every, onLoss }: RecordSettings) {
    this.#every = every;
    this.#onLoss = onLoss;
  }

  overflow(): void {
    this.#overflowed++;
    this.#timer ??= asyncScheduler.schedule(() => this.end(), this.#every);
  }

  tell(count: number, error: unknown): void {
    this.#total += count;
    const loss = { count, total: this.#total, error };
    publish('rxicmp:loss', loss);
    // So RxJS reports what the function throws, and the recording goes on.
    of(loss).subscribe((told) => this.#onLoss(told));
  }

  /** Tells what has not been told. */
  end(): void {
    this.#timer?.unsubscribe();
    this.#timer = null;
    const count = this.#overflowed;
    this.#overflowed = 0;
    if (count > 0) this.tell(count, null);
  }
}

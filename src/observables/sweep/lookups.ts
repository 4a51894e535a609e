import type { SchedulerLike, Subscription } from 'rxjs';
import type { SweepProbe } from './sweepProbe.ts';
import { lookup } from '../probe/lookup.ts';
import { Queue } from './queue.ts';
import type { Resolution } from '../options/resolution.ts';

/** How many names are looked up at once. More would wait in the system's queue, and time out there. */
const MOST = 16;

/** The look-ups of a sweep, a few at a time, which end with it. */
export class Lookups {
  readonly #scheduler: SchedulerLike;
  readonly #onResult: (probe: SweepProbe, resolution: Resolution) => void;
  readonly #onError: (reason: unknown) => void;
  readonly #running = new Set<Subscription>();
  readonly #waiting = new Queue<SweepProbe>();

  /** @param scheduler of the time-outs. */
  constructor(
    scheduler: SchedulerLike,
    onResult: (probe: SweepProbe, resolution: Resolution) => void,
    onError: (reason: unknown) => void,
  ) {
    this.#scheduler = scheduler;
    this.#onResult = onResult;
    this.#onError = onError;
  }

  add(probe: SweepProbe): void {
    this.#waiting.push(probe);
    this.#startNext();
  }

  cancelAll(): void {
    for (const running of this.#running) running.unsubscribe();
    this.#running.clear();
  }

  #startNext(): void {
    while (this.#running.size < MOST) {
      const probe = this.#waiting.shift();
      if (probe === undefined) return;
      if (!probe.isOver) this.#start(probe);
    }
  }

  #start(probe: SweepProbe): void {
    const { target, template } = probe;
    const end = (): void => {
      probe.pending = null;
      running.unsubscribe();
      this.#running.delete(running);
      this.#startNext();
    };
    const next = (resolution: Resolution): void => {
      end();
      this.#onResult(probe, resolution);
    };
    const running = lookup({ ...template, target }, this.#scheduler).subscribe({ next, error: this.#onError });
    this.#running.add(running);
    probe.pending = { cancel: end };
  }
}

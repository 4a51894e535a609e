import { throwError } from 'rxjs';
import type { Timeline, TimelineTask } from './timeline.ts';

/** Completions whose requests let them wait for others. All are told with the first that may wait no longer. */
export class HeldBack {
  readonly #timeline: Timeline;
  #waiting: (() => void)[] = [];
  #by = Infinity;
  #task: TimelineTask | null = null;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  /** @param by the time until which it may wait. */
  add(tell: () => void, by: number): void {
    this.#waiting.push(tell);
    if (by >= this.#by) return;
    if (this.#task !== null) this.#timeline.remove(this.#task);
    this.#by = by;
    this.#task = this.#timeline.add(by, () => this.tellAll());
  }

  /** Tells what waits, in order. */
  tellAll(): void {
    if (this.#task === null) return;
    const waiting = this.#waiting;
    this.#timeline.remove(this.#task);
    this.#waiting = [];
    this.#by = Infinity;
    this.#task = null;
    for (const tell of waiting) {
      try {
        tell();
      } catch (error) {
        // As the timeline reports it: what comes after it is told all the same.
        throwError(() => error).subscribe();
      }
    }
  }
}

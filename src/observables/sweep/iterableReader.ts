import type { ProbeTaker } from './probeSource.ts';
import { NOTHING, type TargetReader } from './targetReader.ts';

/** Takes targets from an Iterable, one at each call, and closes it when no more are wanted. */
export class IterableReader implements TargetReader {
  readonly #iterable: Iterable<unknown>;
  #iterator: Iterator<unknown> | null = null;
  #taker: ProbeTaker | null = null;
  #pulling = false;
  #stopped = false;
  done = false;

  constructor(iterable: Iterable<unknown>) {
    this.#iterable = iterable;
  }

  start(taker: ProbeTaker): void {
    this.#taker = taker;
    this.#iterator = this.#iterable[Symbol.iterator]();
    taker.subscription.add(() => this.#stop());
  }

  take(): unknown {
    if (this.done) return NOTHING;
    // An iterator that throws has ended.
    this.done = true;
    this.#pulling = true;
    let result: IteratorResult<unknown>;
    try {
      result = this.#iterator!.next();
    } finally {
      this.#pulling = false;
    }
    if (result.done) return NOTHING;
    this.done = false;
    if (this.#stopped) this.#stop();
    return result.value;
  }

  #stop(): void {
    this.#stopped = true;
    // A generator cannot be closed within its own step, only after it.
    if (this.#pulling || this.done) return;
    this.done = true;
    try {
      this.#iterator!.return?.();
    } catch (error) {
      // The stream has ended: RxJS reports the error to `config.onStoppedNotification`, as for its own `from`.
      this.#taker!.fail(error);
    }
  }
}

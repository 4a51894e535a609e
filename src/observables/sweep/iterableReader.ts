import type { ProbeTaker } from './probeSource.ts';
import { NOTHING, type TargetReader } from './targetReader.ts';

/** Takes targets from an Iterable, one at each call, and closes it when no more are wanted. */
export class IterableReader implements TargetReader {
  readonly #iterable: Iterable<unknown>;
  #iterator: Iterator<unknown> | null = null;
  #pulling = false;
  #stopped = false;
  done = false;

  constructor(iterable: Iterable<unknown>) {
    this.#iterable = iterable;
  }

  start({ subscription }: ProbeTaker): void {
    this.#iterator = this.#iterable[Symbol.iterator]();
    subscription.add(() => this.#stop());
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
    // A generator that is left from within its own step cannot be closed before that has ended.
    if (this.#pulling || this.done) return;
    this.done = true;
    this.#iterator!.return?.();
  }
}

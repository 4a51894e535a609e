import type { ProbeTaker } from './probeSource.ts';
import { NOTHING, type TargetReader } from './targetReader.ts';

/** Takes targets from an AsyncIterable, one at each call, and closes it when no more are wanted. */
export class AsyncIterableReader implements TargetReader {
  readonly #iterable: AsyncIterable<unknown>;
  #iterator: AsyncIterator<unknown> | null = null;
  #taker: ProbeTaker | null = null;
  #fetching = false;
  #fetched: unknown = NOTHING;
  done = false;

  constructor(iterable: AsyncIterable<unknown>) {
    this.#iterable = iterable;
  }

  start(taker: ProbeTaker): void {
    this.#taker = taker;
    this.#iterator = this.#iterable[Symbol.asyncIterator]();
    taker.subscription.add(() => this.#stop());
  }

  take(): unknown {
    const value = this.#fetched;
    this.#fetched = NOTHING;
    if (value === NOTHING && !this.#fetching && !this.done) void this.#fetch();
    return value;
  }

  async #fetch(): Promise<void> {
    this.#fetching = true;
    const taker = this.#taker!;
    try {
      const result = await this.#iterator!.next();
      if (result.done) this.done = true;
      else this.#fetched = result.value;
      this.#fetching = false;
    } catch (error) {
      // An iterator that throws has ended.
      this.done = true;
      taker.fail(error);
      return;
    }
    taker.pump();
  }

  #stop(): void {
    if (this.done) return;
    this.done = true;
    void this.#close();
  }

  async #close(): Promise<void> {
    try {
      await this.#iterator!.return?.();
    } catch (error) {
      // The stream has ended: RxJS reports the error to `config.onStoppedNotification`, as for its own `from`.
      this.#taker!.fail(error);
    }
  }
}

import type { FeedReader } from './probeSource.ts';
import { NOTHING, type TargetReader } from './targetReader.ts';

/** Takes targets from an AsyncIterable, one when it is asked for, and closes it when no more are wanted. */
export class AsyncIterableReader implements TargetReader {
  readonly #iterable: AsyncIterable<unknown>;
  #iterator: AsyncIterator<unknown> | null = null;
  #reader: FeedReader | null = null;
  #fetching = false;
  #fetched: unknown = NOTHING;
  done = false;

  constructor(iterable: AsyncIterable<unknown>) {
    this.#iterable = iterable;
  }

  start(reader: FeedReader): void {
    this.#reader = reader;
    this.#iterator = this.#iterable[Symbol.asyncIterator]();
    reader.subscription.add(() => this.#stop());
  }

  take(): unknown {
    const value = this.#fetched;
    this.#fetched = NOTHING;
    if (value === NOTHING && !this.#fetching && !this.done) void this.#fetch();
    return value;
  }

  async #fetch(): Promise<void> {
    this.#fetching = true;
    const reader = this.#reader!;
    try {
      const result = await this.#iterator!.next();
      if (result.done) this.done = true;
      else this.#fetched = result.value;
      this.#fetching = false;
    } catch (error) {
      // One that throws has ended.
      this.done = true;
      reader.fail(error);
      return;
    }
    reader.pump();
  }

  #stop(): void {
    if (this.done) return;
    this.done = true;
    // Nobody is left who could be told that closing failed.
    const ignored = (): void => undefined;
    Promise.resolve(this.#iterator!.return?.()).catch(ignored);
  }
}

/// <reference lib="esnext.disposable" preserve="true" />
import { isObservable, type Observable, Subject, takeUntil } from 'rxjs';
import { IcmpArgumentError, IcmpError } from '../errors.ts';
import { checkLimit } from '../checks/checkLimit.ts';
import { checkOptions } from '../checks/checkOptions.ts';
import { Queue } from '../observables/pacer/queue.ts';

/** What becomes of values that come faster than they are read. */
export interface IterateOptions {
  /** How many values may wait to be read, or `Infinity`; default 1,024. */
  readonly buffer?: number | undefined;
  /** What follows when one more value comes: an error, or the oldest value is dropped; default `'error'`. */
  readonly overflow?: 'error' | 'drop-oldest' | undefined;
}

/** The values of a stream, for `for await`. */
export interface StreamIterator<T> extends AsyncIterableIterator<T> {
  /** How many values were dropped so far, with `overflow: 'drop-oldest'`. */
  readonly dropped: number;
  /** Leaves the stream. What waits to be read is gone. */
  return(): Promise<IteratorResult<T, undefined>>;
  /** As `return`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Makes an async iterator of a stream: what `for await`, `Readable.from`, the `Observable.from` of web platforms and other
 * libraries read.
 *
 * The stream is subscribed when the first value is asked for, once. `break`, `return` and an error in the body of a loop
 * unsubscribe, and so does the end of an `await using` block: then nothing is sent any more.
 *
 * - Values that come while nobody reads wait, `buffer` of them at most. With one more the stream is left, and an
 *   `ERR_ICMP_OVERFLOW` follows the values that wait: nothing is lost silently. With `overflow: 'drop-oldest'` the
 *   latest values are kept, and `dropped` counts the others.
 * - An error of the stream comes after the values before it, once; then the iterator is at its end.
 *
 * @example
 * {@includeCode ../../examples/iterate.ts}
 *
 * @param stream any Observable.
 * @returns an iterator for one loop, as a generator's.
 * @throws `IcmpArgumentError` for an option that can never work.
 */
export function iterate<T>(stream: Observable<T>, options: IterateOptions = {}): StreamIterator<T> {
  checkOptions('options', options, ['buffer', 'overflow']);
  const { buffer = 1024, overflow = 'error' } = options;
  checkLimit('buffer', buffer, 'leave it out for 1,024.');
  if (overflow !== 'error' && overflow !== 'drop-oldest')
    throw new IcmpArgumentError('overflow', overflow, "'error' or 'drop-oldest'", "leave it out for 'error'.");
  if (!isObservable(stream))
    throw new IcmpArgumentError('stream', stream, 'an Observable', 'pass one, such as ping(...).');
  return new Reading(stream, buffer, overflow === 'drop-oldest');
}

interface Reader<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (reason: unknown) => void;
}

class Reading<T> implements StreamIterator<T> {
  readonly #stream: Observable<T>;
  readonly #buffer: number;
  readonly #dropsOldest: boolean;
  /** The readers that wait for a value. Readers and values never wait at the same time. */
  readonly #readers = new Queue<Reader<T>>();
  #values = new Queue<T>();
  /** Unsubscribes from the stream, even while the stream emits within `subscribe`. */
  readonly #left = new Subject<void>();
  #started = false;
  #ended = false;
  /** The error of the stream, until a reader got it. */
  #failure: { readonly reason: unknown } | null = null;
  dropped = 0;

  constructor(stream: Observable<T>, buffer: number, dropsOldest: boolean) {
    this.#stream = stream;
    this.#buffer = buffer;
    this.#dropsOldest = dropsOldest;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    return new Promise((resolve, reject) => {
      this.#readers.push({ resolve, reject });
      if (!this.#started && !this.#ended) this.#subscribe();
      this.#serve();
    });
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#values = new Queue();
    this.#failure = null;
    this.#end();
    return Promise.resolve({ done: true, value: undefined });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #subscribe(): void {
    this.#started = true;
    this.#stream.pipe(takeUntil(this.#left)).subscribe({
      next: (value) => this.#take(value),
      error: (reason: unknown) => this.#end({ reason }),
      complete: () => this.#end(),
    });
  }

  #take(value: T): void {
    if (this.#readers.length === 0 && this.#values.length === this.#buffer) {
      if (!this.#dropsOldest) return this.#end({ reason: overflow(this.#buffer) });
      this.#values.shift();
      this.dropped++;
    }
    this.#values.push(value);
    this.#serve();
  }

  #end(failure: { readonly reason: unknown } | null = null): void {
    if (!this.#ended) this.#failure = failure;
    this.#ended = true;
    this.#left.next();
    this.#serve();
  }

  /** Gives readers what there is for them. */
  #serve(): void {
    while (this.#readers.length > 0 && (this.#values.length > 0 || this.#ended)) {
      const { resolve, reject } = this.#readers.shift()!;
      if (this.#values.length > 0) {
        resolve({ done: false, value: this.#values.shift()! });
      } else if (this.#failure !== null) {
        reject(this.#failure.reason);
        this.#failure = null;
      } else {
        resolve({ done: true, value: undefined });
      }
    }
  }
}

function overflow(buffer: number): IcmpError {
  const problem = `More than ${buffer} values wait to be read.`;
  return new IcmpError('ERR_ICMP_OVERFLOW', problem, "read faster, raise buffer, or set overflow to 'drop-oldest'.");
}

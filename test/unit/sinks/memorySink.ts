import type { Sink } from 'rxicmp/sinks';
import { EMPTY, type ObservableInput } from 'rxjs';

/** A sink that keeps what it gets, and tells what it was asked to do. */
export interface MemorySink<T> extends Sink<T> {
  readonly kept: T[];
  /** Each write with its values, and each close. */
  readonly calls: string[];
}

/** @param write what comes of a write, by its number, from 0. Values are kept unless it throws. */
export function memorySink<T>(
  write: (call: number, batch: readonly T[]) => ObservableInput<unknown> = () => EMPTY,
): MemorySink<T> {
  const kept: T[] = [];
  const calls: string[] = [];
  let writes = 0;
  return {
    kept,
    calls,
    write(batch) {
      calls.push(batch.join(''));
      const written = write(writes++, batch);
      kept.push(...batch);
      return written;
    },
    close() {
      calls.push('close');
      return EMPTY;
    },
  };
}

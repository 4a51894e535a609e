import type { ObservableInput } from 'rxjs';

/** Where values are kept: a file, a database, a service. */
export interface Sink<T> {
  /**
   * Writes values. The next ones come when the stream, or promise, that it returns has completed.
   *
   * An error says that none of them is kept: then they come again. An `IcmpArgumentError` says that one of them can never
   * be written: then they come again in halves, until that one is alone.
   */
  write(batch: readonly T[]): ObservableInput<unknown>;
  /** Gives back what is open. A `write` that comes later opens it again. */
  close(): ObservableInput<unknown>;
}

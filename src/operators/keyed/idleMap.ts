import { steadyClock } from './steadyClock.ts';

interface Entry<V> {
  readonly value: V;
  /** When it was last asked for. */
  at: number;
}

/**
 * Values by keys. A key that was not asked for during `idle` milliseconds is forgotten. There is no timer: at the end of
 * each generation of that length, keys that nobody asked for in it are dropped.
 */
export class IdleMap<V> {
  readonly #idle: number;
  readonly #create: (key: string) => V;
  readonly #now = steadyClock();
  #young = new Map<string, Entry<V>>();
  #old = new Map<string, Entry<V>>();
  #born = 0;

  constructor(idle: number, create: (key: string) => V) {
    this.#idle = idle;
    this.#create = create;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  /** The present time, for `get`. */
  now(): number {
    return this.#now();
  }

  /**
   * Finds the value of a key, or makes it.
   *
   * @param now the time of what the key is asked for, never earlier than in the last call.
   */
  get(key: string, now = this.#now()): V {
    if (now - this.#born > this.#idle) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#born = now;
    }
    let entry = this.#young.get(key) ?? this.#survivor(key);
    if (entry === undefined || now - entry.at > this.#idle) {
      entry = { value: this.#create(key), at: now };
      this.#young.set(key, entry);
    }
    entry.at = now;
    return entry.value;
  }

  delete(key: string): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }

  #survivor(key: string): Entry<V> | undefined {
    const entry = this.#old.get(key);
    if (entry === undefined) return undefined;
    this.#old.delete(key);
    this.#young.set(key, entry);
    return entry;
  }
}

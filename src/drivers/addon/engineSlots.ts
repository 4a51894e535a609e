import type { EngineCaller } from './engineCaller.ts';

/**
 * The requests in flight by slot. There may be very many, so the engine keeps what it knows of them in arrays, without
 * an object for each.
 */
export class EngineSlots {
  readonly #requests: (object | undefined)[] = [];
  readonly #callers: (EngineCaller | undefined)[] = [];
  readonly #free: number[] = [];
  #generations = new Uint32Array(64);
  /** Which of them keep the process alive. */
  #holds = new Uint8Array(64);

  /** The slot that is given out next. */
  get next(): number {
    return this.#free.at(-1) ?? this.#requests.length;
  }

  /** Gives out the slot `next`. */
  take(generation: number, request: object, caller: EngineCaller, holds: boolean): number {
    const slot = this.#free.pop() ?? this.#requests.length;
    if (slot >= this.#holds.length) this.#grow();
    this.#requests[slot] = request;
    this.#callers[slot] = caller;
    this.#generations[slot] = generation;
    this.#holds[slot] = holds ? 1 : 0;
    return slot;
  }

  free(slot: number): void {
    this.#requests[slot] = undefined;
    this.#callers[slot] = undefined;
    this.#free.push(slot);
  }

  /** Undefined when the request of this generation has ended. */
  request(slot: number, generation: number): object | undefined {
    return this.#generations[slot] === generation ? this.#requests[slot] : undefined;
  }

  caller(slot: number): EngineCaller {
    return this.#callers[slot]!;
  }

  has(slot: number, request: object): boolean {
    return this.#requests[slot] === request;
  }

  generation(slot: number): number {
    return this.#generations[slot]!;
  }

  holds(slot: number): boolean {
    return this.#holds[slot] === 1;
  }

  hold(slot: number): void {
    this.#holds[slot] = 1;
  }

  #grow(): void {
    const size = this.#holds.length * 2;
    const [generations, holds] = [this.#generations, this.#holds];
    this.#generations = new Uint32Array(size);
    this.#generations.set(generations);
    this.#holds = new Uint8Array(size);
    this.#holds.set(holds);
  }
}

/** Something that is due at a time. */
export interface Timed {
  /** When it is due; not to be changed while it is in a heap. */
  due: number;
  /** Its place in the heap; -1 when it is in none. */
  place: number;
}

/** A heap of what is due, earliest first. Any item can be removed. */
export class Deadlines<T extends Timed> {
  readonly #heap: T[] = [];

  /** When the first is due; Infinity when there is none. */
  get next(): number {
    return this.#heap[0]?.due ?? Infinity;
  }

  add(item: T, due: number): void {
    item.due = due;
    this.#put(item, this.#heap.length);
    this.#rise(item);
  }

  /** Does nothing when it is not in the heap. */
  remove(item: T): void {
    const { place } = item;
    if (place < 0) return;
    item.place = -1;
    const last = this.#heap.pop()!;
    if (last === item) return;
    this.#put(last, place);
    this.#sink(last);
    this.#rise(last);
  }

  /** Takes the first one out, if it is due. */
  take(now: number): T | null {
    const first = this.#heap[0];
    if (first === undefined || first.due > now) return null;
    this.remove(first);
    return first;
  }

  #rise(item: T): void {
    for (let { place } = item; place > 0;) {
      const above = (place - 1) >> 1;
      const parent = this.#heap[above]!;
      if (parent.due <= item.due) return;
      this.#put(parent, place);
      this.#put(item, above);
      place = above;
    }
  }

  #sink(item: T): void {
    for (let { place } = item; ;) {
      const left = 2 * place + 1;
      const right = this.#heap[left + 1];
      const child = right !== undefined && right.due < this.#heap[left]!.due ? right : this.#heap[left];
      if (child === undefined || child.due >= item.due) return;
      const below = child.place;
      this.#put(child, place);
      this.#put(item, below);
      place = below;
    }
  }

  #put(item: T, place: number): void {
    this.#heap[place] = item;
    item.place = place;
  }
}

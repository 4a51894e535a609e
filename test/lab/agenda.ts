interface Entry<T> {
  readonly due: number;
  readonly order: number;
  readonly item: T;
}

/** Things to do, earliest first; of the same time, first added first. A binary heap. */
export class Agenda<T> {
  private readonly heap: Entry<T>[] = [];
  private order = 0;

  /** When the next one is due; Infinity when there is none. */
  get due(): number {
    return this.heap[0]?.due ?? Infinity;
  }

  add(due: number, item: T): void {
    const { heap } = this;
    const entry = { due, order: this.order++, item };
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (isBefore(heap[parent]!, entry)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = entry;
  }

  /** Takes the next one. */
  take(): T {
    const { heap } = this;
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length > 0) {
      let at = 0;
      for (;;) {
        let child = 2 * at + 1;
        if (child >= heap.length) break;
        if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
        if (isBefore(last, heap[child]!)) break;
        heap[at] = heap[child]!;
        at = child;
      }
      heap[at] = last;
    }
    return first.item;
  }
}

function isBefore(a: Entry<unknown>, b: Entry<unknown>): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order);
}

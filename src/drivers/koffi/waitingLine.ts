/** First in, first out. A request that was sent back comes before all others. */
export class WaitingLine<T> {
  #items: T[] = [];
  #head = 0;
  readonly #back: T[] = [];

  get isEmpty(): boolean {
    return this.#back.length === 0 && this.#head === this.#items.length;
  }

  add(item: T): void {
    this.#items.push(item);
  }

  sendBack(item: T): void {
    this.#back.push(item);
  }

  take(): T | undefined {
    const back = this.#back.pop();
    if (back !== undefined) return back;
    const item = this.#items[this.#head];
    if (item === undefined) return undefined;
    this.#head++;
    if (this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  clear(): void {
    this.#items = [];
    this.#head = 0;
    this.#back.length = 0;
  }
}

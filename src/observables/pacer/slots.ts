/** A stretch of time in which no other slot fits. */
interface Stretch {
  from: number;
  until: number;
}

/**
 * The slots that are taken. Each one lasts for a gap, and no two overlap. A slot may be taken ahead of its time, with
 * free time before it that others can have.
 */
export class Slots {
  /** In order. The free time between two of them is never shorter than a gap. */
  readonly #taken: Stretch[] = [];

  /** The first time from `wanted` on at which a slot fits. */
  free(wanted: number, gap: number): number {
    let time = wanted;
    for (let i = this.#after(wanted); i < this.#taken.length && this.#taken[i]!.from < time + gap; i++) {
      time = this.#taken[i]!.until;
    }
    return time;
  }

  /** Takes the slot that begins at a time that `free` has returned. */
  take(time: number, gap: number): void {
    const i = this.#after(time);
    const until = time + gap;
    const before = this.#taken[i - 1];
    const after = this.#taken[i];
    const joinsBefore = before !== undefined && time - before.until < gap;
    const joinsAfter = after !== undefined && after.from - until < gap;
    if (joinsBefore && joinsAfter) {
      before.until = after.until;
      this.#taken.splice(i, 1);
    } else if (joinsBefore) {
      before.until = until;
    } else if (joinsAfter) {
      after.from = time;
    } else {
      this.#taken.splice(i, 0, { from: time, until });
    }
  }

  /** Gives back the slot that begins at a time. */
  release(time: number, gap: number): void {
    const i = this.#after(time);
    const stretch = this.#taken[i];
    if (stretch === undefined || stretch.from > time) return;
    const left = [
      { from: stretch.from, until: time },
      { from: time + gap, until: stretch.until },
    ];
    this.#taken.splice(i, 1, ...left.filter(({ from, until }) => from < until));
  }

  /** Nobody will ask for a time before this one. */
  forget(time: number): void {
    while (this.#taken.length > 0 && this.#taken[0]!.until <= time) this.#taken.shift();
  }

  /** The index of the first stretch that ends after a time. It is mostly near the end. */
  #after(time: number): number {
    let i = this.#taken.length;
    while (i > 0 && this.#taken[i - 1]!.until > time) i--;
    return i;
  }
}

/** How much round-trip times change from one probe to the next. */
export class Jitter {
  #count = 0;
  #sum = 0;
  #smoothed = 0;
  #known = true;

  /** @param changes null when they are not known; then the jitter is not known either. */
  add(changes: readonly number[] | null): void {
    if (changes === null) {
      this.#known = false;
      return;
    }
    for (const change of changes) {
      this.#count++;
      this.#sum += change;
      this.#smoothed += (change - this.#smoothed) / 16;
    }
  }

  snapshot(): { readonly rfc3550: number; readonly meanAbsolute: number } | null {
    if (!this.#known || this.#count === 0) return null;
    return { rfc3550: this.#smoothed, meanAbsolute: this.#sum / this.#count };
  }
}

import { tagKey } from '../../observables/options/tagKey.ts';

/** The tag that all have that were added. */
export class CommonTag {
  #value: unknown = null;
  #known: 'none' | 'one' | 'several' = 'none';

  /** Null when there are several, or none. */
  get value(): unknown {
    return this.#value;
  }

  add(tag: unknown): void {
    if (this.#known === 'none') {
      this.#known = 'one';
      this.#value = tag;
    } else if (this.#known === 'one' && tag !== this.#value && tagKey(tag) !== tagKey(this.#value)) {
      this.#known = 'several';
      this.#value = null;
    }
  }
}

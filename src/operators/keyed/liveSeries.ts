import { tagKey } from '../../observables/options/tagKey.ts';

/** If each probe had another tag, their number would grow for ever. */
const MOST = 1024;

/** The series to one target, by their tags, that have not been removed. */
export class LiveSeries {
  readonly #tags = new Set<string>();
  #latest: string | null = null;

  heard(tag: unknown): void {
    const key = tagKey(tag);
    if (key === this.#latest) return;
    this.#latest = key;
    this.#tags.add(key);
    if (this.#tags.size > MOST) this.#tags.delete(this.#tags.values().next().value!);
  }

  /** @returns whether none is left. */
  removed(tag: unknown): boolean {
    this.#latest = null;
    this.#tags.delete(tagKey(tag));
    return this.#tags.size === 0;
  }
}

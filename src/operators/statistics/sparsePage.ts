/** Counts of neighbouring buckets, most of which are empty. */
export class SparsePage {
  /** Its first bucket divided by the width. */
  readonly number: number;
  /** In all its buckets together. */
  count = 0;
  /** Those that are not empty, in ascending order, counted from the first of the page. */
  readonly #buckets: number[] = [];
  readonly #counts: number[] = [];

  constructor(number: number) {
    this.number = number;
  }

  add(bucket: number, more: number): void {
    this.count += more;
    const at = this.#placeOf(bucket);
    if (this.#buckets[at] !== bucket) {
      insert(this.#buckets, at, bucket);
      insert(this.#counts, at, more);
      return;
    }
    this.#counts[at]! += more;
    if (this.#counts[at] !== 0) return;
    this.#buckets.splice(at, 1);
    this.#counts.splice(at, 1);
  }

  /** The bucket at a place in ascending order, counted from 0, which is less than the count. */
  bucketAt(place: number): number {
    let at = 0;
    for (let passed = this.#counts[0]!; passed <= place; passed += this.#counts[at]!) at++;
    return this.#buckets[at]!;
  }

  /** Appends the buckets, counted from that of another beginning. */
  listInto(list: [index: number, count: number][], first: number): void {
    for (let i = 0; i < this.#buckets.length; i++) list.push([first + this.#buckets[i]!, this.#counts[i]!]);
  }

  /** Where a bucket is, or would be. */
  #placeOf(bucket: number): number {
    let low = 0;
    let high = this.#buckets.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#buckets[middle]! < bucket) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** splice() makes an array of what it took out, even of nothing. */
function insert(list: number[], at: number, value: number): void {
  list.push(value);
  list.copyWithin(at + 1, at, list.length - 1);
  list[at] = value;
}

/** Extremes, mean and spread of numbers, after Welford: no digits are lost in long runs. */
export class RunningMoments {
  #count = 0;
  #min = Infinity;
  #max = -Infinity;
  #mean = 0;
  /** Sum of the squared differences from the mean. */
  #squares = 0;

  get min(): number {
    return this.#min;
  }

  get max(): number {
    return this.#max;
  }

  get mean(): number {
    return this.#mean;
  }

  /** Of the population, not of a sample: divided by the count. */
  get stddev(): number {
    return Math.sqrt(this.#squares / this.#count);
  }

  add(value: number): void {
    this.merge(1, value, value, value, 0);
  }

  /** Adds what is known of `count` other numbers, at least one. */
  merge(count: number, min: number, mean: number, max: number, stddev: number): void {
    const before = this.#count;
    this.#count += count;
    this.#min = Math.min(this.#min, min);
    this.#max = Math.max(this.#max, max);
    const difference = mean - this.#mean;
    this.#mean += (difference * count) / this.#count;
    this.#squares += stddev * stddev * count + (difference * difference * before * count) / this.#count;
  }
}

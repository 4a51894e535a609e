import { IcmpArgumentError } from '../../errors.ts';

/** The least that every path has to let through, by RFC 791 and RFC 8200. */
const LEAST = { 4: 68, 6: 1280 } as const;
/** Nearly every path has this MTU or less, and most have exactly this. */
const ETHERNET = 1500;

/** What is known of a path MTU, and what to try next. Sizes in bytes of IP packets, headers included. */
export class MtuBounds {
  /** The largest size that has passed; at first the least of all paths. */
  lower: number;
  /** The largest size that may pass. */
  upper: number;
  /** The target has answered, so silence after a larger size means that the size is too big. */
  answers = false;
  /** The path MTU that a router or this machine has told, which is tried next. */
  #told: number | null;

  /** @throws `IcmpArgumentError` when `max` is less than every path of the family lets through. */
  constructor(family: 4 | 6, max: number) {
    const least = LEAST[family];
    if (max < least)
      throw new IcmpArgumentError('max', max, `at least ${least} for an IPv${family} target`, `pass ${least} or more.`);
    this.lower = least;
    this.upper = max;
    this.#told = max;
  }

  get found(): boolean {
    return this.answers && this.lower === this.upper;
  }

  /** The size to try next. */
  get next(): number {
    const { lower, upper } = this;
    if (!this.answers) return lower;
    if (this.#told !== null) return this.#told;
    if (lower < ETHERNET && upper >= ETHERNET) return ETHERNET;
    // Usually Ethernet's MTU is that of the path. Only a failure of the next size proves it.
    if (lower === ETHERNET) return ETHERNET + 1;
    return Math.ceil((lower + upper) / 2);
  }

  passed(size: number): void {
    this.answers = true;
    this.lower = size;
  }

  /** @param told next-hop MTU; null when nobody told. */
  tooBig(size: number, told: number | null): void {
    // An MTU that contradicts what was seen is ignored.
    this.#told = told !== null && told >= this.lower && told < size ? told : null;
    this.upper = this.#told ?? size - 1;
  }
}

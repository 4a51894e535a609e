import type { RttHistogram } from '../rttHistogram.ts';
import type { Moment } from './moment.ts';

/** Knows the buckets of each moment. */
interface Memory {
  bucketsAt(moment: Moment): RttHistogram['buckets'];
}

/** Constructs the object that it is given: so a subclass puts its private fields on a plain object. */
const Given = function (given: object): object {
  return given;
} as unknown as new (given: object) => object;

/** Where the buckets of a plain object are. Private fields are seen neither by JSON nor by whoever lists its keys. */
class Lazy extends Given {
  readonly #memory: Memory;
  readonly #moment: Moment;

  constructor(plain: object, memory: Memory, moment: Moment) {
    super(plain);
    this.#memory = memory;
    this.#moment = moment;
  }

  /**
   * One getter serves all histograms. If each had its own, V8 would keep each as a dictionary, which takes five times as
   * much memory.
   */
  static readonly BUCKETS = {
    get(this: Lazy) {
      return this.#memory.bucketsAt(this.#moment);
    },
    enumerable: true,
  };
}

/** Lists the buckets only when they are read for the first time. */
export function lazyHistogram(sum: number, count: number, memory: Memory, moment: Moment): RttHistogram {
  const lazy: object = new Lazy({ version: 1, sum, count }, memory, moment);
  return Object.defineProperty(lazy, 'buckets', Lazy.BUCKETS) as RttHistogram;
}

import { IcmpArgumentError } from '../../errors.ts';
import { Pace } from './pace.ts';

/** What `pacer` returns: a `Pacer`. */
export class RatePacer {
  readonly rate: number;
  /** One for each clock: clocks have different origins, and may run at different speeds. */
  readonly #paces = new WeakMap<object, Pace>();

  /** @throws `IcmpArgumentError` unless the rate is above 0. */
  constructor(rate: number) {
    if (!(typeof rate === 'number' && rate > 0)) {
      const fix = rate === 0 ? 'pass Infinity for no limit.' : 'pass a number, such as 1000.';
      throw new IcmpArgumentError('rate', rate, 'a number of probes a second above 0, or a pacer', fix);
    }
    this.rate = rate;
  }

  /** @returns null when the rate has no limit. */
  paceOf(clock: object): Pace | null {
    if (this.rate === Infinity) return null;
    let pace = this.#paces.get(clock);
    if (pace === undefined) this.#paces.set(clock, (pace = new Pace(this.rate)));
    return pace;
  }
}

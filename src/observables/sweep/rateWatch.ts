import { publish } from '#platform';
import { IcmpArgumentError } from '../../errors.ts';

/** Tells once when a rate is too low for repeated sweeps: beats will be left out. */
export class RateWatch {
  #isTold = false;
  /** Probes a second. */
  readonly #rate: number;

  constructor(rate: number) {
    this.#rate = rate;
  }

  /** @param interval milliseconds; NaN while it is not known. */
  check(targets: number, interval: number): void {
    const needed = (targets * 1000) / interval;
    if (this.#isTold || !(needed > this.#rate)) return;
    this.#isTold = true;
    const expected = `at least ${Math.ceil(needed)}, for ${targets} targets every ${interval} ms`;
    const fix = 'raise the rate or the interval, or leave out the rate for no limit.';
    publish('rxicmp:rate', new IcmpArgumentError('rate', this.#rate, expected, fix));
  }
}

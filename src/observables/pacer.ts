import { RatePacer } from './pacer/ratePacer.ts';

/** One budget for everything that shares it. */
export interface Pacer {
  /** Probes a second. */
  readonly rate: number;
}

/**
 * Makes a budget that several sweeps share: together they send at most so many probes a second, evenly spaced, and
 * none of them waits while another one gets more than its part. Sweeps with different drivers do not share.
 *
 * @example
 * {@includeCode ../../examples/pacer.ts}
 *
 * @param rate probes a second; `Infinity` for no limit.
 * @returns something to pass as the option `rate` of {@link sweep}, {@link probeEach} and {@link sweepEvery}.
 * @throws `IcmpArgumentError` in the call unless the rate is above 0.
 */
export function pacer(rate: number): Pacer {
  return new RatePacer(rate);
}

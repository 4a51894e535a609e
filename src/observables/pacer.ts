import { RatePacer } from './pacer/ratePacer.ts';

/** One budget for everything that shares it. Only {@link pacer} makes one. */
export interface Pacer {
  /** Probes a second. */
  readonly rate: number;
  /** Only for the compiler: an object that merely has a rate is no budget. */
  readonly '~brand': 'rxicmp.Pacer';
}

/**
 * Makes a budget that several sweeps and traceroutes share: together they send at most so many probes a second, evenly
 * spaced, and they take turns, so that each gets its part. Streams with different drivers do not share.
 *
 * @example
 * {@includeCode ../../examples/pacer.ts}
 *
 * @param rate probes a second; `Infinity` for no limit.
 * @returns something to pass as the option `rate` of {@link sweep}, {@link probeEach}, {@link sweepEvery} and {@link traceroute}.
 * @throws `IcmpArgumentError` in the call unless the rate is above 0.
 */
export function pacer(rate: number): Pacer {
  return new RatePacer(rate) as unknown as Pacer;
}

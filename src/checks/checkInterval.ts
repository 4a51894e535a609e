import { IcmpArgumentError } from '../errors.ts';

/**
 * @returns the interval, for `map`.
 * @throws `IcmpArgumentError` unless it is a finite number of at least 1.
 */
export function checkInterval(value: number): number {
  if (Number.isFinite(value) && value >= 1) return value;
  // Users of ping and fping write seconds.
  const fix =
    value > 0 && value < 1
      ? `did you mean ${Number((value * 1000).toPrecision(6))} (ms)?`
      : 'pass milliseconds, such as 1000.';
  throw new IcmpArgumentError('interval', value, 'a number of milliseconds of at least 1', fix);
}

import { checkTime } from '../../checks/checkTime.ts';

/** A day: longer than from one probe of a series to the next. */
export const DEFAULT_IDLE = 86_400_000;

/** @throws `IcmpArgumentError` for what is neither a time above 0 nor `Infinity`. */
export function checkIdle(idle: number): void {
  if (idle !== Infinity) checkTime('idle', idle, 'no zero');
}

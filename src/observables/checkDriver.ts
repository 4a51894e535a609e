import { IcmpArgumentError } from '../errors.ts';
import type { Driver } from './options.ts';

/** @throws `IcmpArgumentError` for what is neither a driver nor the name of one. */
export function checkDriver(driver: Driver | undefined): void {
  if (driver === undefined || driver === 'addon' || driver === 'koffi') return;
  if (isDriver(driver)) return;
  throw new IcmpArgumentError('driver', driver, "'addon', 'koffi' or an IcmpDriver", 'leave it out for the usual one.');
}

const METHODS = ['now', 'createFile', 'sendEcho2Ex', 'closeHandle', 'diagnose'] as const;

/** As much of one as probing needs. */
function isDriver(driver: Exclude<Driver, string>): boolean {
  if (typeof driver !== 'object' || driver === null) return false;
  if (METHODS.some((name) => typeof driver[name] !== 'function')) return false;
  const { features } = driver;
  return typeof features === 'object' && features !== null && typeof features.has === 'function';
}

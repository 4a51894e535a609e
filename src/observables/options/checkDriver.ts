import { IcmpArgumentError } from '../../errors.ts';
import { isIcmpDriver } from '../../icmpapi/isIcmpDriver.ts';
import type { Driver } from '../options.ts';

/** @throws `IcmpArgumentError` for what is neither a driver nor the name of one. */
export function checkDriver(driver: Driver | undefined): void {
  if (driver === undefined || driver === 'addon' || driver === 'koffi') return;
  if (isIcmpDriver(driver)) return;
  throw new IcmpArgumentError('driver', driver, "'addon', 'koffi' or an IcmpDriver", 'leave it out for the default.');
}

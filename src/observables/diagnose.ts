import { lookupReport, selectDriver } from '#platform';
import type { DriverDiagnosis } from '../icmpapi/icmpapi.ts';
import { checkDriver } from './options/checkDriver.ts';
import type { Driver } from './options.ts';

/**
 * Tells what this process may use to ping: which sockets it may open, why not the others, and how to change that.
 * Also who looks names up, and how many wait for that. Needs no permission and opens nothing that stays open.
 *
 * @example
 * {@includeCode ../../examples/diagnose.ts}
 *
 * @param driver default `'addon'`.
 * @returns a Promise that is rejected with an `IcmpError` of code `ERR_ICMP_NO_DRIVER` when the driver cannot be
 * loaded here.
 * @see {@link IcmpPermissionError}, which carries the same report when a probe may not be sent.
 */
export async function diagnose(driver?: Driver): Promise<DriverDiagnosis> {
  checkDriver(driver);
  const selected = selectDriver(driver);
  const diagnosis = selected.diagnose();
  if (diagnosis.lookups !== undefined || selected.lookup !== undefined) return diagnosis;
  const lookups = lookupReport();
  return lookups === undefined ? diagnosis : { ...diagnosis, lookups };
}

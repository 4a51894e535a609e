import { systemErrno } from '../../checks/systemErrno.ts';
import { IcmpArgumentError } from '../../errors.ts';
import type { IcmpDriver } from '../../icmpapi/icmpapi.ts';
import type { ProbeTemplate } from './probeTemplate.ts';

/**
 * Checks the interfaces that a target and its options name, before anything is sent for it or for another one.
 * Numbers are left to the driver, which knows their meaning.
 *
 * @param target null when only the options are checked.
 * @throws `IcmpArgumentError` for an interface that is not here, and for two different ones.
 */
export function checkPlace(target: string | null, template: ProbeTemplate): void {
  try {
    check(target, template);
  } catch (error) {
    // When the system cannot tell at present, the driver says so for each probe.
    if (systemErrno(error) === null) throw error;
  }
}

function check(target: string | null, { driver, networkInterface }: ProbeTemplate): void {
  const zone = target?.includes('%') ? target.slice(target.indexOf('%') + 1) : undefined;
  const hasName = isName(networkInterface);
  if (!hasName && !isName(zone)) return;
  const named = hasName ? placeOf(driver, networkInterface) : null;
  if (hasName && named === null) throw unknown('networkInterface', networkInterface, 'an interface', driver);
  if (!isName(zone)) return;
  const place = placeOf(driver, zone);
  if (place === null) throw unknown('target', target, 'the zone of an interface', driver);
  // One interface may have several names.
  if (hasName && named !== place) {
    const either = `leave out networkInterface, or write ${target!.slice(0, -zone.length)}${networkInterface}.`;
    throw new IcmpArgumentError('networkInterface', networkInterface, `${zone}, the zone of the target`, either);
  }
}

/** The index of an interface, or its name where the driver does not tell indexes; null when it is not here. */
function placeOf(driver: IcmpDriver, name: string): number | string | null {
  if (driver.interfaceIndex !== undefined) return driver.interfaceIndex(name);
  // Only now: a driver may have to ask the system for its interfaces.
  const names = driver.diagnose().interfaces;
  return names.length === 0 || names.includes(name) ? name : null;
}

function unknown(argument: string, value: unknown, what: string, driver: IcmpDriver): IcmpArgumentError {
  const names = driver.diagnose().interfaces;
  const fix = names.length > 0 ? `use one of ${names.join(', ')}.` : 'use the name or the number of one that is here.';
  return new IcmpArgumentError(argument, value, `${what} of this machine`, fix);
}

function isName(value: string | number | undefined): value is string {
  return typeof value === 'string' && !/^\d+$/.test(value);
}

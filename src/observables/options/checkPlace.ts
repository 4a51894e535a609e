import { IcmpArgumentError } from '../../errors.ts';
import type { ProbeTemplate } from './probeTemplate.ts';

/**
 * Checks the interfaces that a target and its options name, before anything is sent for it or for another one.
 * Numbers are left to the driver, which knows their meaning.
 *
 * @param target null for none in particular.
 * @throws `IcmpArgumentError` for an interface that is not here, and for two different ones.
 */
export function checkPlace(target: string | null, { driver, networkInterface }: ProbeTemplate): void {
  const zone = target?.includes('%') ? target.slice(target.indexOf('%') + 1) : undefined;
  const hasName = isName(networkInterface);
  if (!hasName && !isName(zone)) return;
  // Only now: a driver may have to ask the system for its interfaces.
  const names = driver.diagnose().interfaces;
  const isUnknown = (name: string): boolean => names.length > 0 && !names.includes(name);
  const fix = `use one of ${names.join(', ')}.`;
  if (hasName && isUnknown(networkInterface)) {
    throw new IcmpArgumentError('networkInterface', networkInterface, 'an interface of this machine', fix);
  }
  if (!isName(zone)) return;
  if (isUnknown(zone)) throw new IcmpArgumentError('target', target, 'the zone of an interface of this machine', fix);
  if (hasName && networkInterface !== zone) {
    const either = `leave out networkInterface, or write ${target!.slice(0, -zone.length)}${networkInterface}.`;
    throw new IcmpArgumentError('networkInterface', networkInterface, `${zone}, the zone of the target`, either);
  }
}

function isName(value: string | number | undefined): value is string {
  return typeof value === 'string' && !/^\d+$/.test(value);
}

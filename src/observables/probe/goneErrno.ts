import { argumentOf } from '../../checks/argumentOf.ts';

/** The errno of an argument error about what a machine can lose: an address of its own, an interface. */
export function goneErrno(error: unknown): string | null {
  const argument = argumentOf(error);
  if (argument === null) return null;
  return argument === 'source' ? 'EADDRNOTAVAIL' : 'ENODEV';
}

import { argumentOf } from '../../checks/argumentOf.ts';

/**
 * The errno of what a driver threw when that is an outcome, because it may pass: a socket that the system does not give at
 * present, or an argument that was good before and names what the machine has lost, an interface or an address.
 *
 * @param wasGood the driver has taken these arguments before.
 * @returns null for an error that waiting cannot mend.
 */
export function refusalErrno(error: unknown, wasGood: boolean): string | null {
  const argument = argumentOf(error);
  if (argument === null) return systemErrno(error);
  if (!wasGood) return null;
  return argument === 'source' ? 'EADDRNOTAVAIL' : 'ENODEV';
}

/** By the code, as `argumentOf`. */
function systemErrno(error: unknown): string | null {
  if (!(error instanceof Error && 'code' in error && error.code === 'ERR_ICMP_SYSTEM')) return null;
  return 'errorCode' in error && typeof error.errorCode === 'string' ? error.errorCode : null;
}

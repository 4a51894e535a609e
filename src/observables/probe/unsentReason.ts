import { argumentOf } from '../../checks/argumentOf.ts';
import { systemErrno } from '../../checks/systemErrno.ts';

/** Why nothing was sent. */
export interface UnsentReason {
  /** As in `ENOTFOUND`. */
  readonly errorCode: string;
  /** In words; null when the code says all. */
  readonly errorText: string | null;
}

/**
 * Why a request was not sent, by the error that a driver threw, when that may pass and so is an outcome. Either the
 * system gives no socket at present, or an argument was good before: it names an interface or an address that the
 * machine has lost, or is too small for the address that a name has now.
 *
 * @param wasGood the driver has taken these arguments before.
 * @returns null for an error that waiting cannot mend.
 */
export function unsentReason(error: unknown, wasGood: boolean): UnsentReason | null {
  const argument = argumentOf(error);
  const errorCode = argument === null ? systemErrno(error) : wasGood ? errnoOf(argument) : null;
  return errorCode === null ? null : { errorCode, errorText: (error as Error).message };
}

function errnoOf(argument: string): string {
  if (argument === 'source') return 'EADDRNOTAVAIL';
  return argument === 'replySize' ? 'EINVAL' : 'ENODEV';
}

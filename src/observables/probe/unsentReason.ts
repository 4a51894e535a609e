import { argumentOf } from '../../checks/argumentOf.ts';

/** Why nothing was sent. */
export interface UnsentReason {
  /** As in `ENOTFOUND`. */
  readonly errorCode: string;
  /** In words; null when the code says all. */
  readonly errorText: string | null;
}

/**
 * Why a request was not sent, by what a driver threw, when that is an outcome, because it may pass: a socket that the
 * system does not give at present, or an argument that was good before and names what the machine has lost, an interface
 * or an address, or what is too little for the address that a name has now.
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

/** By the code, as `argumentOf`. */
function systemErrno(error: unknown): string | null {
  if (!(error instanceof Error && 'code' in error && error.code === 'ERR_ICMP_SYSTEM')) return null;
  return 'errorCode' in error && typeof error.errorCode === 'string' ? error.errorCode : null;
}

import { IcmpArgumentError } from 'rxicmp';
import { Boom } from './world.ts';

/** Errors that were thrown on purpose, and the errors of targets that can never work. */
export function isExpected(error: unknown): boolean {
  return error instanceof Boom || error instanceof IcmpArgumentError;
}

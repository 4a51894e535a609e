import { IcmpArgumentError } from 'rxicmp';
import { Boom } from './world.ts';

/** What was thrown on purpose, and what a target that can never work is told. */
export function isExpected(error: unknown): boolean {
  return error instanceof Boom || error instanceof IcmpArgumentError;
}

import { IcmpArgumentError } from '../errors.ts';

/** @throws `IcmpArgumentError` unless `value` is a function. */
export function checkFunction(argument: string, value: unknown): void {
  if (typeof value !== 'function')
    throw new IcmpArgumentError(argument, value, 'a function of a reply', 'pass a function, such as (reply) => ....');
}

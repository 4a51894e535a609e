import { CliError } from '../cliError.ts';
import { fewOf } from '../fewOf.ts';

/**
 * The error of a run whose targets have no address.
 *
 * @param targets all of them, or the first few.
 * @param family the only family that was asked for; undefined for either.
 */
export function noAddress(
  targets: readonly { readonly target: string; readonly lookupError: string | null }[],
  family: 4 | 6 | undefined,
  total = targets.length,
): CliError {
  const named = targets.map(({ target, lookupError }) => `${target} (${lookupError})`);
  const names = fewOf(named, ', ', total);
  if (targets.every(({ lookupError }) => lookupError === 'ENODEV')) {
    const few = 'They have link-local addresses only';
    return new CliError(`No target can be reached: ${names}. ${few}.`, 'name the interface: --interface NAME.');
  }
  const check = 'check the spelling, and the DNS of this machine.';
  return family === undefined
    ? new CliError(`No target has an address: ${names}.`, check)
    : new CliError(`No target has an IPv${family} address: ${names}.`, `leave out -${family}, or ${check}`);
}

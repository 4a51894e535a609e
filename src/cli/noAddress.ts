import { CliError } from './cliError.ts';

/**
 * The error of a run whose targets have no address.
 *
 * @param family the only one that was asked for; undefined for either.
 */
export function noAddress(
  targets: readonly { readonly target: string; readonly lookupError: string | null }[],
  family: 4 | 6 | undefined,
): CliError {
  const names = targets.map(({ target, lookupError }) => `${target} (${lookupError})`);
  const check = 'check the spelling, and the DNS of this machine.';
  return family === undefined
    ? new CliError(`No target has an address: ${names.join(', ')}.`, check)
    : new CliError(`No target has an IPv${family} address: ${names.join(', ')}.`, `leave out -${family}, or ${check}`);
}

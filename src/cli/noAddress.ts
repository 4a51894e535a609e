import { CliError } from './cliError.ts';

/** What a run comes to whose targets have no address. */
export function noAddress(
  targets: readonly { readonly target: string; readonly lookupError: string | null }[],
): CliError {
  const names = targets.map(({ target, lookupError }) => `${target} (${lookupError})`);
  return new CliError(
    `No target has an address: ${names.join(', ')}.`,
    'check the spelling, and the DNS of this machine.',
  );
}

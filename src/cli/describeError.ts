import { PING_FLAGS } from './pingFlags.ts';

/** One line that says what is wrong and what to do, in the words of the command line. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // By name and code, not by class: loading the library to print a mistake in the spelling would take far longer.
  const code = 'code' in error ? String(error.code) : '';
  if (error.name !== 'CliError' && !code.startsWith('ERR_ICMP_')) return error.stack ?? error.message;
  const message = code === 'ERR_ICMP_ARGUMENT' ? inOurWords(error as ArgumentError) : error.message;
  return message.replaceAll(/\s*\n\s*/g, ' ');
}

/** What is needed of an `IcmpArgumentError`. */
interface ArgumentError extends Error {
  readonly argument: string;
  readonly value: unknown;
}

function inOurWords({ argument, value, message }: ArgumentError): string {
  const [flag] = Object.entries(PING_FLAGS).find(([, { option }]) => option === argument) ?? [];
  let name = flag === undefined ? argument : `--${flag}`;
  if (argument === 'family') name = `-${String(value)}: family`;
  if (argument === 'destination') name = 'target';
  return `${name}${message.slice(argument.length)}`
    .replace('set networkInterface', 'set --interface')
    .replace(', or a Uint8Array of as many', '');
}

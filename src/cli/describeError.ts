import { PROBING_COMMANDS } from './probingCommands.ts';

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
  // An option that does not exist has no other name.
  if (!message.startsWith(`${argument} is `)) return message;
  return `${nameOf(argument, value)}${message.slice(argument.length)}`
    .replaceAll('networkInterface', '--interface')
    .replace(', or a Uint8Array of as many', '')
    .replace(', or a pacer', '');
}

function nameOf(argument: string, value: unknown): string {
  if (argument === 'family') return `-${String(value)}: family`;
  // What `addresses` reads is a target here.
  if (argument === 'destination' || argument === 'text') return 'target';
  const [option, part] = argument.split('.');
  const flag = flagOf(option!);
  if (flag === undefined) return argument;
  if (part === undefined) return `--${flag}`;
  return `--${flag} N/M: ${part === 'n' ? 'N' : 'M'}`;
}

/** No two commands have one option of the library under different names. */
function flagOf(option: string): string | undefined {
  for (const { flags } of Object.values(PROBING_COMMANDS)) {
    const found = Object.entries(flags).find(([, flag]) => flag.option === option);
    if (found !== undefined) return found[0];
  }
  return undefined;
}

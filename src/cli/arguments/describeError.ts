import type { Flag } from './flag.ts';
import { COMMANDS } from './commands.ts';

/** One line that says what is wrong and what to do, in the words of the command line. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // By name and code, not by class: loading the library takes far longer than printing a spelling mistake.
  const code = 'code' in error ? String(error.code) : '';
  if (error.name !== 'CliError' && !code.startsWith('ERR_ICMP_')) return error.stack ?? error.message;
  const message = code === 'ERR_ICMP_ARGUMENT' ? inOurWords(error as ArgumentError) : error.message;
  return message.replaceAll(/\s*\n\s*/g, ' ');
}

/** The fields of an `IcmpArgumentError` that are used here. */
interface ArgumentError extends Error {
  readonly argument: string;
  readonly value: unknown;
  readonly expected: string;
  readonly fix: string;
}

function inOurWords({ argument, value, expected, fix }: ArgumentError): string {
  const [option, part] = argument.split('.');
  const [flag, given] = flagOf(option!) ?? [];
  const what = given?.expected ?? expected;
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value);
  // The only option that a fix of the library may name when another one is wrong.
  const mend = fix.replaceAll('networkInterface', '--interface');
  return `${nameOf(argument, value, flag, part)} is ${shown}, expected ${what}. Fix: ${mend}`;
}

function nameOf(argument: string, value: unknown, flag: string | undefined, part: string | undefined): string {
  if (argument === 'family') return `-${String(value)}: family`;
  // The library's `destination`, and the `text` of `addresses`, are targets here.
  if (argument === 'destination' || argument === 'text') return 'target';
  if (flag === undefined) return argument;
  return part === undefined ? `--${flag}` : `--${flag} N/M: ${part === 'n' ? 'N' : 'M'}`;
}

/** An option of the library has the same name in all commands. */
function flagOf(option: string): [name: string, Flag] | undefined {
  for (const { flags } of Object.values(COMMANDS)) {
    const found = Object.entries(flags).find(([, flag]) => flag.option === option || flag.own === option);
    if (found !== undefined) return found;
  }
  return undefined;
}

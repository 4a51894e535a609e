import { parseArgs } from 'node:util';
import { CliError } from '../cliError.ts';
import { nearest } from './nearest.ts';
import type { Flags } from './flag.ts';

/** What a command was given. */
export interface GivenFlags {
  /** By long name; true for a flag that takes no value. Of one that is given twice, the last counts. */
  readonly flags: ReadonlyMap<string, string | true>;
  readonly rest: readonly string[];
}

/**
 * Splits arguments into known flags and the rest.
 * @throws `CliError` for an unknown flag, a value that is missing, or one that is not wanted.
 */
export function readFlags(args: readonly string[], known: Flags): GivenFlags {
  const options = Object.fromEntries(
    Object.entries(known).map(([name, { short, value }]) => {
      const type = value === undefined ? ('boolean' as const) : ('string' as const);
      return [name, short === undefined ? { type } : { type, short }];
    }),
  );
  // Its strict mode takes `-W -5` for a mistake in the spelling, and names no option that may have been meant.
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const flags = new Map<string, string | true>();
  const rest: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') rest.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    if (!Object.hasOwn(known, name)) throw unknown(rawName, known);
    const wanted = known[name]!.value;
    if (wanted === undefined && value !== undefined) throw new CliError(`${rawName} takes no value.`);
    if (wanted !== undefined && value === undefined) {
      throw new CliError(`${rawName} has no value.`, `write ${rawName} ${wanted}.`);
    }
    flags.set(name, value ?? true);
  }
  return { flags, rest };
}

function unknown(rawName: string, known: Flags): CliError {
  const meant = nearest(rawName.replace(/^-+/, ''), Object.keys(known));
  const fix = meant === null ? 'rxicmp --help shows all options.' : `did you mean --${meant}?`;
  return new CliError(`Unknown option ${rawName}.`, fix);
}

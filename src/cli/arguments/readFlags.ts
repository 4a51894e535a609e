import { parseArgs } from 'node:util';
import { CliError } from '../cliError.ts';
import { advice } from './advice.ts';
import type { CommandName } from './commands.ts';
import type { Flags } from './flag.ts';
import { nearestName } from '../../checks/nearestName.ts';

/** What a command was given. */
export interface GivenFlags {
  /**
   * By long name; true for a flag that takes no value. When a flag is given twice, its last value counts and stands in
   * the last place; a list keeps all values.
   */
  readonly flags: ReadonlyMap<string, string | true>;
  readonly rest: readonly string[];
}

/**
 * Splits arguments into known flags and the rest.
 *
 * @param command the command that has these flags; null for flags without a command.
 * @throws `CliError` for an unknown flag, a value that is missing, or one that is not wanted.
 */
export function readFlags(args: readonly string[], known: Flags, command: CommandName | null): GivenFlags {
  const options = Object.fromEntries(
    Object.entries(known).map(([name, { short, value }]) => {
      const type = value === undefined ? ('boolean' as const) : ('string' as const);
      return [name, short === undefined ? { type } : { type, short }];
    }),
  );
  // The strict mode of `parseArgs` refuses `-W -5`, and suggests no option for a misspelt one.
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const flags = new Map<string, string | true>();
  const rest: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') rest.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    if (!Object.hasOwn(known, name)) throw unknown(rawName, known, command);
    const { value: wanted, as, elsewhere = null } = known[name]!;
    if (wanted === undefined && value !== undefined) throw new CliError(`${rawName} takes no value.`);
    if (wanted !== undefined && (value === undefined || (!token.inlineValue && isOption(value)))) {
      throw new CliError(`${rawName} has no value.`, `write ${rawName} ${wanted}.`).or(elsewhere);
    }
    const before = as === 'list' ? flags.get(name) : undefined;
    flags.delete(name);
    flags.set(name, before === undefined ? (value ?? true) : `${before},${value}`);
  }
  return { flags, rest };
}

/** Whether a word is the next option, and not a value that was to stand there: a negative number, or the `-` of a file. */
function isOption(word: string): boolean {
  return /^-[^\d.]/.test(word);
}

function unknown(rawName: string, known: Flags, command: CommandName | null): CliError {
  const said = advice(command, rawName);
  const meant = rawName.startsWith('--') ? nearestName(rawName.slice(2), Object.keys(known)) : null;
  const help = `rxicmp ${command === null ? '' : `${command} `}--help shows all options.`;
  return new CliError(`Unknown option ${rawName}.`, said ?? (meant === null ? help : `did you mean --${meant}?`));
}

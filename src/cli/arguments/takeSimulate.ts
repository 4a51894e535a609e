import { CliError } from '../cliError.ts';

/**
 * The file of `--simulate`, and the rest of the command line. `--simulate` may stand anywhere, even before the command.
 */
export interface Taken {
  readonly file: string | null;
  readonly rest: readonly string[];
}

/** @throws `CliError` when no file is given. */
export function takeSimulate(args: readonly string[]): Taken {
  let file: string | null = null;
  const rest: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const [name, ...value] = args[i]!.split('=');
    if (args[i] === '--') return { file, rest: [...rest, ...args.slice(i)] };
    if (name !== '--simulate') {
      rest.push(args[i]!);
      continue;
    }
    const given = value.length > 0 ? value.join('=') : args[++i];
    if (!given || given.startsWith('--')) throw new CliError('--simulate has no value.', 'write --simulate FILE.');
    file = given;
  }
  return { file, rest };
}

import { COMMANDS, type CommandName } from './commands.ts';
import type { Flag } from './flag.ts';

/** The text of `--help`. The text about `rxicmp` fits 24 lines of 80 columns. */
export function usage(about: 'rxicmp' | CommandName): string {
  return about === 'rxicmp' ? generalUsage() : usageOf(about);
}

function generalUsage(): string {
  const rows = Object.entries(COMMANDS).map(([name, { operands, summary }]) => [`${name} ${operands}`, summary]);
  return `\
rxicmp: ping as RxJS Observables, from the command line

Usage: rxicmp HOST...
       rxicmp COMMAND [OPTIONS] ...

${rows.map(([command, summary]) => `  ${command!.padEnd(25)} ${summary}`).join('\n')}

  COMMAND --help            the options of a command
  --simulate FILE COMMAND   on a network that a JSON file describes

Times are 200ms, 1.5s, 5m, 1h; a bare number is milliseconds.
Exit code: 0 all answered, 1 some did not, 2 something was wrong here.`;
}

function usageOf(name: CommandName): string {
  const { operands, summary, help, flags, codes } = COMMANDS[name];
  const rows = Object.entries(flags).map(([flag, known]) => `  ${namesOf(flag, known).padEnd(22)} ${known.help}`);
  const what = help === '' ? `${summary[0]!.toUpperCase()}${summary.slice(1)}.` : help;
  const code =
    codes === null ? '' : `\n\nExit code: 0 when ${codes[0]}, 1 when ${codes[1]}, 2 when something was wrong here.`;
  return `Usage: rxicmp ${[name, operands].filter((word) => word !== '').join(' ')} [options]\n\n${what}\n\n${rows.join('\n')}${code}`;
}

/** The names of an option, in columns. */
export function namesOf(flag: string, { short, value }: Flag): string {
  return `${short === undefined ? '   ' : `-${short},`} --${flag}${value === undefined ? '' : ` ${value}`}`;
}

import { PROBING_COMMANDS, type ProbingName } from './probingCommands.ts';

/** The text of `--help`. */
export function usage(about: 'rxicmp' | ProbingName): string {
  return about === 'rxicmp' ? generalUsage() : usageOf(about);
}

function generalUsage(): string {
  const rows = Object.entries(PROBING_COMMANDS).map(([name, { targets, summary }]) => [
    `${name} ${targets} [options]`,
    summary,
  ]);
  rows.push(['diagnose [--json]', 'which ICMP sockets this process may open, and how to change that']);
  rows.push(['--simulate FILE COMMAND', 'runs on a network that a JSON file describes']);
  rows.push(['COMMAND --help', 'the options of a command'], ['--version', 'the version']);
  return `\
rxicmp: ping as RxJS Observables, from the command line

Usage:
${rows.map(([command, summary]) => `  rxicmp ${command!.padEnd(29)} ${summary}`).join('\n')}`;
}

function usageOf(name: ProbingName): string {
  const { targets, help, flags, codes } = PROBING_COMMANDS[name];
  const rows = Object.entries(flags).map(([flag, { short, value, help }]) => {
    const names = `${short === undefined ? '   ' : `-${short},`} --${flag}${value === undefined ? '' : ` ${value}`}`;
    return `  ${names.padEnd(22)} ${help}`;
  });
  return `\
Usage: rxicmp ${name} ${targets} [options]

${help}

${rows.join('\n')}

Exit code: 0 when ${codes[0]}, 1 when ${codes[1]}, 2 when something was wrong here.`;
}

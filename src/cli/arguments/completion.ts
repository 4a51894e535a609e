import { COMMANDS, type CommandEntry } from './commands.ts';
import type { Flag } from './flag.ts';
import type { Shell } from './parseArguments.ts';

/** A script that completes the words of the command in a shell, made from the table of commands. */
export function completion(shell: Shell): string {
  return { bash, zsh, fish }[shell]();
}

const NAMES = Object.keys(COMMANDS).join(' ');
/** A word of bash that lists the interfaces. */
const INTERFACES = '$(ls /sys/class/net 2>/dev/null)';

function bash(): string {
  const commands = Object.entries(COMMANDS).map(
    ([name, command]) => `    ${name}) words='${[...optionsOf(command), ...operandsOf(name, command)].join(' ')}' ;;`,
  );
  return `\
# Completion of rxicmp for bash: eval "$(rxicmp completion bash)"
_rxicmp() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} words=
  case $before in
${valuesOf((flag) => bashValues(flag))}
  esac
  case \${COMP_WORDS[1]} in
${commands.join('\n')}
    *) words='${NAMES} --help --version --simulate' ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  if [[ $word != -* && \${COMP_WORDS[1]} =~ ^(${hostCommands()})$ ]]; then
    COMPREPLY+=($(compgen -A hostname -- "$word"))
  fi
}
complete -F _rxicmp rxicmp`;
}

function bashValues({ choices, completes }: Flag): string | null {
  if (choices !== undefined) return `COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$word")); return`;
  if (completes === 'file') return 'COMPREPLY=($(compgen -f -- "$word")); return';
  return completes === 'interface' ? `COMPREPLY=($(compgen -W "${INTERFACES}" -- "$word")); return` : null;
}

/** A branch of `case` for each option whose value can be completed. */
function valuesOf(act: (flag: Flag) => string | null): string {
  const branches = new Map<string, string>();
  for (const { flags } of Object.values(COMMANDS)) {
    for (const [name, flag] of Object.entries(flags)) {
      const action = act(flag);
      if (action !== null) branches.set(`--${name}${flag.short === undefined ? '' : `|-${flag.short}`}`, action);
    }
  }
  return [...branches].map(([names, action]) => `    ${names}) ${action} ;;`).join('\n');
}

function zsh(): string {
  const commands = Object.entries(COMMANDS).map(([name, { summary }]) => `    '${name}:${quoted(summary)}'`);
  const cases = Object.entries(COMMANDS).map(([name, command]) => {
    const flags = Object.entries(command.flags).map(([flag, known]) => `        ${zshFlag(flag, known)}`);
    const operands = operandsOf(name, command);
    const rest = command.operands.includes('HOST')
      ? "'*:host:_hosts'"
      : operands.length > 0
        ? `'1:word:(${operands.join(' ')})'`
        : '';
    return `      ${name}) _arguments \\\n${[...flags, ...(rest === '' ? [] : [`        ${rest}`])].join(' \\\n')} ;;`;
  });
  return `\
#compdef rxicmp
# Completion of rxicmp for zsh: a file named _rxicmp in a folder of $fpath.
_rxicmp() {
  local -a commands=(
${commands.join('\n')}
  )
  local state line
  _arguments -C '1: :->command' '*:: :->rest'
  case $state in
    command) _describe command commands; _hosts ;;
    rest) case $line[1] in
${cases.join('\n')}
    esac ;;
  esac
}
_rxicmp "$@"`;
}

function zshFlag(name: string, { short, value, help, choices, completes }: Flag): string {
  const action =
    choices !== undefined
      ? `(${choices.join(' ')})`
      : completes === 'file'
        ? '_files'
        : completes === 'interface'
          ? '_net_interfaces'
          : ' ';
  const described = `[${quoted(help).replaceAll('[', '(').replaceAll(']', ')')}]${value === undefined ? '' : `:${value}:${action}`}`;
  return short === undefined ? `'--${name}${described}'` : `'(-${short} --${name})'{-${short},--${name}}'${described}'`;
}

function fish(): string {
  const lines = ['# Completion of rxicmp for fish: ~/.config/fish/completions/rxicmp.fish', 'complete -c rxicmp -f'];
  for (const [name, { summary }] of Object.entries(COMMANDS)) {
    lines.push(`complete -c rxicmp -n __fish_use_subcommand -a ${name} -d '${quoted(summary)}'`);
  }
  for (const [name, command] of Object.entries(COMMANDS)) {
    const seen = `complete -c rxicmp -n '__fish_seen_subcommand_from ${name}'`;
    for (const [flag, known] of Object.entries(command.flags)) lines.push(`${seen} ${fishFlag(flag, known)}`);
    const operands = operandsOf(name, command);
    if (operands.length > 0) lines.push(`${seen} -a '${operands.join(' ')}'`);
    else if (command.operands.includes('HOST')) lines.push(`${seen} -a '(__fish_print_hostnames)'`);
  }
  return lines.join('\n');
}

function fishFlag(name: string, { short, value, help, choices, completes }: Flag): string {
  const words = [short === undefined ? '' : `-s ${short} `, `-l ${name}`, value === undefined ? '' : ' -x'];
  if (choices !== undefined) words.push(` -a '${choices.join(' ')}'`);
  if (completes === 'file') words.push(" -a '(__fish_complete_path)'");
  if (completes === 'interface') words.push(" -a '(__fish_print_interfaces)'");
  return `${words.join('')} -d '${quoted(help)}'`;
}

function optionsOf({ flags }: CommandEntry): string[] {
  return Object.entries(flags).flatMap(([name, { short }]) => [
    ...(short === undefined ? [] : [`-${short}`]),
    `--${name}`,
  ]);
}

/** The words that a command takes, where those are few. */
function operandsOf(name: string, { operands }: CommandEntry): readonly string[] {
  if (name === 'help') return Object.keys(COMMANDS);
  return name === 'completion' ? operands.split('|') : [];
}

function hostCommands(): string {
  return Object.entries(COMMANDS)
    .filter(([, { operands }]) => operands.includes('HOST'))
    .map(([name]) => name)
    .join('|');
}

/** Text between single quotes; a colon would end a part of zsh's descriptions. */
function quoted(text: string): string {
  return text.replaceAll("'", '’').replaceAll(':', ' -');
}

import type { PathMtuOptions, PingOptions, SweepEveryOptions, TracerouteOptions } from '../../index.ts';
import { CliError } from '../cliError.ts';
import { commandElsewhere } from './advice.ts';
import { COMMANDS, type CommandEntry, type CommandName, isCommandName, type ProbingName } from './commands.ts';
import { OUTPUT_FLAGS } from './commonFlags.ts';
import type { Manner } from './manner.ts';
import type { MonitorManner } from './monitorFlags.ts';
import { fewOf } from '../fewOf.ts';
import { nearestName } from '../../checks/nearestName.ts';
import { oddTarget } from './oddTarget.ts';
import type { PingManner } from './pingFlags.ts';
import { readFlags } from './readFlags.ts';
import { readValue } from './readValue.ts';
import type { SweepManner } from './sweepFlags.ts';
import type { TraceManner } from './traceFlags.ts';
import type { WaitManner } from './waitFlags.ts';

/** What the command line asks for. */
export type Command =
  | { readonly name: 'help'; readonly about: 'rxicmp' | CommandName }
  | { readonly name: 'version' }
  | { readonly name: 'completion'; readonly shell: Shell }
  | DiagnoseArguments
  | PingArguments
  | SweepArguments
  | TraceArguments
  | MtuArguments
  | MonitorArguments
  | WaitArguments;

/** What `rxicmp diagnose` is to do. */
export interface DiagnoseArguments {
  readonly name: 'diagnose';
  readonly selfTest: boolean;
  readonly slow: boolean;
  /** Undefined for the usual one. */
  readonly driver: 'addon' | 'koffi' | undefined;
  readonly json: boolean;
}

export type Shell = 'bash' | 'zsh' | 'fish';
export type PingArguments = ProbingArguments<'ping', PingOptions, PingManner>;
export type SweepArguments = ProbingArguments<'sweep', SweepEveryOptions, SweepManner>;
export type TraceArguments = ProbingArguments<'trace', TracerouteOptions, TraceManner, readonly [string]>;
export type MtuArguments = ProbingArguments<'mtu', PathMtuOptions, Manner, readonly [string]>;
export type MonitorArguments = ProbingArguments<'monitor', PingOptions, MonitorManner>;
export type WaitArguments = ProbingArguments<'wait', PingOptions, WaitManner>;

/** Ranges are not checked here: the library checks them. */
export interface ProbingArguments<Name extends ProbingName, Options, Manner, Targets = readonly string[]> {
  readonly name: Name;
  readonly targets: Targets;
  /** Options of the library, only what was given. */
  readonly options: Options;
  /** Options of the command itself, only what was given. */
  readonly manner: Manner;
}

const SHELLS: readonly string[] = ['bash', 'zsh', 'fish'] satisfies Shell[];
const GENERAL_FLAGS = { help: OUTPUT_FLAGS.help, version: { short: 'V', help: 'print the version' } };

/**
 * Reads a command line without the program's name.
 * @throws `CliError` for what cannot be understood.
 */
export function parseArguments(args: readonly string[]): Command {
  const [first, ...rest] = args;
  if (first === undefined) throw new CliError('No command given.', 'rxicmp HOST..., or rxicmp --help.');
  if (isCommandName(first)) return commandOf(first, rest);
  if (['-h', '--help', '-V', '--version'].includes(first)) {
    const { flags } = readFlags(args, GENERAL_FLAGS, null);
    return flags.has('help') ? { name: 'help', about: 'rxicmp' } : { name: 'version' };
  }
  const ours = commandElsewhere(first);
  if (ours !== null) {
    throw new CliError(`Unknown command ${first}.`, `write rxicmp ${ours}. A host of that name: rxicmp ping ${first}.`);
  }
  // A word without a dot or a colon may be a misspelt command.
  const meant = /^[a-z]+$/i.test(first) ? nearestName(first, Object.keys(COMMANDS)) : null;
  if (meant !== null) {
    throw new CliError(
      `Unknown command ${first}.`,
      `did you mean rxicmp ${meant}? A host of that name: rxicmp ping ${first}.`,
    );
  }
  return commandOf('ping', args);
}

function commandOf(name: CommandName, args: readonly string[]): Command {
  const { operands, flags: known } = COMMANDS[name];
  const { flags, rest } = readFlags(args, known, name);
  if (flags.has('help')) return { name: 'help', about: name };
  if (operands === '' && rest.length > 0) {
    throw new CliError(`${name} takes no target, but was given ${fewOf(rest, ' ')}.`);
  }
  switch (name) {
    case 'version':
      return { name };
    case 'diagnose':
      return diagnoseArguments(flags);
    case 'help':
      return { name, about: aboutOf(rest[0]) };
    case 'completion':
      return { name, shell: shellOf(rest[0]) };
    default:
      return probingArguments(name, flags, rest);
  }
}

function diagnoseArguments(flags: ReadonlyMap<string, string | true>): DiagnoseArguments {
  const [selfTest, slow] = [flags.has('self-test'), flags.has('slow')];
  if (slow && !selfTest) throw new CliError('--slow says how to test, but no test is asked for.', 'add --self-test.');
  const text = flags.get('driver');
  const driver = text === undefined ? undefined : readValue('driver', String(text), COMMANDS.diagnose.flags['driver']!);
  const { manner } = settingsOf(COMMANDS.diagnose, flags);
  return {
    name: 'diagnose',
    selfTest,
    slow,
    driver: driver as DiagnoseArguments['driver'],
    json: manner['form'] === 'json',
  };
}

function aboutOf(word: string | undefined): 'rxicmp' | CommandName {
  if (word === undefined) return 'rxicmp';
  if (isCommandName(word)) return word;
  const meant = nearestName(word, Object.keys(COMMANDS));
  throw new CliError(
    `Unknown command ${word}.`,
    meant === null ? 'rxicmp help.' : `did you mean rxicmp help ${meant}?`,
  );
}

function shellOf(word: string | undefined): Shell {
  if (word !== undefined && SHELLS.includes(word)) return word as Shell;
  throw new CliError(
    word === undefined ? 'No shell given.' : `There is no completion for ${word}.`,
    'rxicmp completion bash, zsh or fish.',
  );
}

function probingArguments(
  name: ProbingName,
  flags: ReadonlyMap<string, string | true>,
  targets: readonly string[],
): Command {
  const command = COMMANDS[name];
  const takesSeveral = command.operands.endsWith('...');
  if (targets.length === 0 && !flags.has('file')) {
    const fix = `rxicmp ${name} ${command.operands}, as in rxicmp ${name} ${command.example}.`;
    const input = 'file' in command.flags ? 'for targets on standard input add -f -.' : null;
    throw new CliError('No target given.', fix).or(input).or(elsewhere(command, flags, true));
  }
  if (targets.length > 1 && !takesSeveral) {
    throw new CliError(`${name} takes one target, but was given ${fewOf(targets, ' ')}.`).or(elsewhere(command, flags));
  }
  if (flags.has('ipv4') && flags.has('ipv6')) throw new CliError('-4 and -6 were both given.', 'leave one out.');
  for (const target of targets) {
    // It may have been meant as the value of an option that has one in another program.
    if (/^\d{1,5}$/.test(target)) {
      throw new CliError(`target is ${target}, a number alone.`, 'write a name or an address.').or(
        elsewhere(command, flags),
      );
    }
    oddTarget(target, takesSeveral ? null : name);
  }
  // The table of the command says which options it has.
  return { name, targets, ...settingsOf(command, flags) } as Command;
}

/** The given options: those of the library, and those that the command itself carries out. */
function settingsOf(
  command: CommandEntry,
  flags: ReadonlyMap<string, string | true>,
): Record<'options' | 'manner', Record<string, unknown>> {
  const options: Record<string, unknown> = {};
  const manner: Record<string, unknown> = {};
  for (const [flag, text] of flags) {
    const known = command.flags[flag]!;
    const { option, own, value, is = true } = known;
    const read = value === undefined ? is : readValue(flag, String(text), known);
    if (option !== undefined) options[option] = read;
    if (own !== undefined) manner[own] = read;
  }
  return { options, manner };
}

/** What to write for what other programs mean by the options that were given with a value, or without one. */
function elsewhere(
  { flags: known }: CommandEntry,
  flags: ReadonlyMap<string, string | true>,
  hasValue = false,
): string | null {
  const fixes = [...flags].flatMap(([name, text]) =>
    (text !== true) === hasValue ? (known[name]!.elsewhere ?? []) : [],
  );
  return fixes.length === 0 ? null : fixes.join(' ');
}

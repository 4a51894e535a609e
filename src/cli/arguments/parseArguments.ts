import type { NofM, PathMtuOptions, PingOptions, TracerouteOptions } from '../../index.ts';
import { CliError } from '../cliError.ts';
import { OUTPUT_FLAGS } from './commonFlags.ts';
import type { Flag } from './flag.ts';
import type { MonitorRun } from './monitorFlags.ts';
import { nearest } from './nearest.ts';
import { PROBING_COMMANDS, type ProbingName } from './probingCommands.ts';
import { readFlags } from './readFlags.ts';
import type { SweepRun } from './sweepFlags.ts';

/** What the command line asks for. */
export type Command =
  | { readonly name: 'help'; readonly about: 'rxicmp' | ProbingName }
  | { readonly name: 'version' }
  | { readonly name: 'diagnose'; readonly json: boolean }
  | PingArguments
  | SweepArguments
  | TraceArguments
  | MtuArguments
  | MonitorArguments;

export type PingArguments = ProbingArguments<'ping', PingOptions>;
export type SweepArguments = ProbingArguments<'sweep', SweepRun>;
export type TraceArguments = ProbingArguments<'trace', TracerouteOptions, readonly [string]>;
export type MtuArguments = ProbingArguments<'mtu', PathMtuOptions, readonly [string]>;
export type MonitorArguments = ProbingArguments<'monitor', MonitorRun>;

/** Ranges are not checked here: the library checks them. */
export interface ProbingArguments<Name extends ProbingName, Options, Targets = readonly string[]> {
  readonly name: Name;
  readonly targets: Targets;
  /** Only what was given. */
  readonly options: Options;
  readonly json: boolean;
}

const GENERAL_FLAGS = { help: OUTPUT_FLAGS.help, version: { help: 'print the version' } };

/**
 * Reads a command line without the program's name.
 * @throws `CliError` for what cannot be understood.
 */
export function parseArguments(args: readonly string[]): Command {
  const [command, ...rest] = args;
  if (command === undefined) throw new CliError('No command given.', 'rxicmp ping TARGET..., or rxicmp --help.');
  if (isProbing(command)) return probingArguments(command, rest);
  if (command === 'diagnose') return diagnoseArguments(rest);
  const { flags } = readFlags([command], GENERAL_FLAGS);
  if (flags.has('help')) return { name: 'help', about: 'rxicmp' };
  if (flags.has('version')) return { name: 'version' };
  const meant = nearest(command, [...Object.keys(PROBING_COMMANDS), 'diagnose']);
  throw new CliError(
    `Unknown command ${command}.`,
    meant === null ? `rxicmp ping ${command}, or rxicmp --help.` : `did you mean rxicmp ${meant}?`,
  );
}

function isProbing(name: string): name is ProbingName {
  return Object.hasOwn(PROBING_COMMANDS, name);
}

function diagnoseArguments(args: readonly string[]): Command {
  const { flags, rest } = readFlags(args, OUTPUT_FLAGS);
  if (flags.has('help')) return { name: 'help', about: 'rxicmp' };
  if (rest.length > 0) throw new CliError(`diagnose takes no target, but was given ${rest.join(' ')}.`);
  return { name: 'diagnose', json: flags.has('json') };
}

function probingArguments(name: ProbingName, args: readonly string[]): Command {
  const command = PROBING_COMMANDS[name];
  const { flags, rest: targets } = readFlags(args, command.flags);
  if (flags.has('help')) return { name: 'help', about: name };
  if (targets.length === 0) {
    const fix = `rxicmp ${name} ${command.targets}, as in rxicmp ${name} ${command.example}.`;
    throw new CliError('No target given.', fix);
  }
  if (targets.length > 1 && !command.targets.endsWith('...')) {
    throw new CliError(`${name} takes one target, but was given ${targets.join(' ')}.`);
  }
  if (flags.has('ipv4') && flags.has('ipv6')) throw new CliError('-4 and -6 were both given.', 'leave one out.');
  const options: Record<string, unknown> = {};
  for (const [flag, value] of flags) {
    const { option, as } = command.flags[flag]!;
    if (option !== undefined) options[option] = read(flag, String(value), as);
  }
  // The table of the command says which options it has.
  return { name, targets, options, json: flags.has('json') } as Command;
}

function read(name: string, text: string, as: Flag['as']): unknown {
  switch (as) {
    case 'text':
      return text;
    case 'number':
      return toNumber(name, text);
    case 'n/m':
      return toNofM(name, text);
    default:
      return as;
  }
}

function toNumber(name: string, text: string): number {
  const value = Number(text);
  // Number('') is 0.
  if (text.trim() !== '' && !Number.isNaN(value)) return value;
  throw new CliError(`--${name} is ${JSON.stringify(text)}, expected a number.`);
}

function toNofM(name: string, text: string): NofM {
  const [, n, of] = /^(-?\d+)\/(-?\d+)$/.exec(text) ?? [];
  if (of !== undefined) return { n: Number(n), of: Number(of) };
  throw new CliError(`--${name} is ${JSON.stringify(text)}, expected N/M, as in 3/5.`);
}

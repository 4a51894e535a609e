import type { PingOptions } from '../index.ts';
import { CliError } from './cliError.ts';
import { PING_FLAGS } from './pingFlags.ts';
import { readFlags } from './readFlags.ts';

/** What the command line asks for. */
export type Command =
  | { readonly name: 'help'; readonly about: 'rxicmp' | 'ping' }
  | { readonly name: 'version' }
  | PingArguments
  | { readonly name: 'diagnose'; readonly json: boolean };

/** `rxicmp ping`: ranges are not checked here, they are the library's. */
export interface PingArguments {
  readonly name: 'ping';
  readonly targets: readonly string[];
  /** Only what was given. */
  readonly options: PingOptions;
  readonly json: boolean;
}

const GENERAL_FLAGS = { help: PING_FLAGS.help!, version: { help: 'print the version' } };
const DIAGNOSE_FLAGS = { json: PING_FLAGS.json!, help: PING_FLAGS.help! };

/**
 * Reads a command line without the program's name.
 * @throws `CliError` for what cannot be understood.
 */
export function parseArguments(args: readonly string[]): Command {
  const [command, ...rest] = args;
  if (command === undefined) throw new CliError('No command given.', 'rxicmp ping TARGET..., or rxicmp --help.');
  if (command === 'ping') return pingArguments(rest);
  if (command === 'diagnose') return diagnoseArguments(rest);
  const { flags } = readFlags([command], GENERAL_FLAGS);
  if (flags.has('help')) return { name: 'help', about: 'rxicmp' };
  if (flags.has('version')) return { name: 'version' };
  throw new CliError(`Unknown command ${command}.`, `rxicmp ping ${command}, or rxicmp --help.`);
}

function diagnoseArguments(args: readonly string[]): Command {
  const { flags, rest } = readFlags(args, DIAGNOSE_FLAGS);
  if (flags.has('help')) return { name: 'help', about: 'rxicmp' };
  if (rest.length > 0) throw new CliError(`diagnose takes no target, but was given ${rest.join(' ')}.`);
  return { name: 'diagnose', json: flags.has('json') };
}

function pingArguments(args: readonly string[]): Command {
  const { flags, rest: targets } = readFlags(args, PING_FLAGS);
  if (flags.has('help')) return { name: 'help', about: 'ping' };
  if (targets.length === 0)
    throw new CliError('No target given.', 'rxicmp ping TARGET..., as in rxicmp ping 127.0.0.1.');
  if (flags.has('ipv4') && flags.has('ipv6')) throw new CliError('-4 and -6 were both given.', 'leave one out.');
  const options: Record<string, unknown> = {};
  for (const [name, value] of flags) {
    const { option, as } = PING_FLAGS[name]!;
    if (option === undefined) continue;
    options[option] = as === 'number' ? toNumber(name, String(value)) : as === 'text' ? value : as;
  }
  return { name: 'ping', targets, options, json: flags.has('json') };
}

function toNumber(name: string, text: string): number {
  const value = Number(text);
  // Number('') is 0.
  if (text.trim() !== '' && !Number.isNaN(value)) return value;
  throw new CliError(`--${name} is ${JSON.stringify(text)}, expected a number.`);
}

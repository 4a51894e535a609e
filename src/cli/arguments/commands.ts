import { OUTPUT_FLAGS } from './commonFlags.ts';
import { DIAGNOSE_FLAGS } from './diagnoseFlags.ts';
import type { Flags } from './flag.ts';
import { MONITOR_FLAGS } from './monitorFlags.ts';
import { MTU_FLAGS } from './mtuFlags.ts';
import { PING_FLAGS } from './pingFlags.ts';
import { SWEEP_FLAGS } from './sweepFlags.ts';
import { TRACE_FLAGS } from './traceFlags.ts';
import { WAIT_FLAGS } from './waitFlags.ts';

export type ProbingName = 'ping' | 'sweep' | 'trace' | 'mtu' | 'monitor' | 'wait';
export type CommandName = ProbingName | 'diagnose' | 'completion' | 'help' | 'version';

/** A command, for the parser, the help, the completion of shells, the man page and the page of the guide. */
export interface CommandEntry {
  /** The operands as the help names them; with dots when there may be several. */
  readonly operands: string;
  readonly example: string;
  /** Half a line for the list of all commands. */
  readonly summary: string;
  /** Empty where the summary says all. */
  readonly help: string;
  readonly flags: Flags;
  /** When the exit code is 0, and when it is 1; null when it is always 0. */
  readonly codes: readonly [success: string, failure: string] | null;
}

const ANSWERED = ['every target answered', 'some did not'] as const;
const HELP_FLAGS = { help: OUTPUT_FLAGS.help };

/** All commands, in the order of the help. */
export const COMMANDS: Readonly<Record<CommandName, CommandEntry>> = {
  ping: {
    operands: 'HOST...',
    example: '127.0.0.1',
    summary: 'ping hosts; the word ping may be left out',
    help: `\
Pings each host, a name or a numeric address (a link-local one with its zone: fe80::1%eth0), and
prints what becomes of each probe. Ctrl-C prints the statistics, SIGQUIT those so far. Blocks and
ranges are all their hosts.`,
    flags: PING_FLAGS,
    codes: ANSWERED,
  },
  sweep: {
    operands: 'CIDR|HOST...',
    example: '192.0.2.0/24',
    summary: 'who is there in blocks and ranges, once or in rounds',
    help: `\
Probes every address of blocks (192.0.2.0/24, without its network and broadcast address), ranges
(192.0.2.1-192.0.2.9) and hosts, and prints what becomes of each as it comes, then the statistics.
With --alive only the targets that answer are printed, with --unreachable only the others.`,
    flags: SWEEP_FLAGS,
    codes: ANSWERED,
  },
  trace: {
    operands: 'HOST',
    example: '192.0.2.1',
    summary: 'the route to a host, once or as a live table',
    help: `\
Shows who is on the way to a host, hop by hop: on a terminal as a table that goes on, else once. A star
is silence. !N, !H, !P, !X and !F mark a network, host or protocol that is unreachable or prohibited,
and a packet that is too big. [MPLS: L 24001 TC 0 S 1 TTL 1] is a label with which the packet came to a
router: its number, traffic class, whether it is the last of its stack, and its TTL.`,
    flags: TRACE_FLAGS,
    codes: ['the host was reached', 'it was not'],
  },
  mtu: {
    operands: 'HOST',
    example: '192.0.2.1',
    summary: 'the largest packet that reaches a host whole',
    help: `\
Searches for the path MTU, with packets that routers may not fragment. Prints each step; sizes are in
bytes of an IP packet, headers included.`,
    flags: MTU_FLAGS,
    codes: ['it was found', 'it was not'],
  },
  monitor: {
    operands: 'HOST...',
    example: '192.0.2.1',
    summary: 'watch hosts go down and come up',
    help: `\
Pings hosts, blocks and ranges until Ctrl-C. On a terminal it shows a table, in which ? lists the keys;
elsewhere it prints a line whenever a target goes down or comes up, and a summary at the end.`,
    flags: MONITOR_FLAGS,
    codes: ANSWERED,
  },
  wait: {
    operands: 'HOST...',
    example: '192.0.2.1',
    summary: 'wait until a host answers, or falls silent',
    help: `\
Pings hosts until each of them has answered, or with --down until each of them is silent: no answer to
three probes in a row. For scripts that wait for a boot or a shutdown.`,
    flags: WAIT_FLAGS,
    codes: ['all of them did', 'it was over before that'],
  },
  diagnose: {
    operands: '',
    example: '',
    summary: 'which ICMP sockets may be opened here, and the fix',
    help: `\
Says which ICMP sockets this process may open, why not the others, and how to change that. With
--self-test it also holds the contract of all drivers against this one, on the loopback (on Windows by
event, by APC and by synchronous calls), and prints a report that is ready to be pasted.`,
    flags: DIAGNOSE_FLAGS,
    codes: ['this process can ping and no case failed', 'a case of the self-test failed'],
  },
  completion: {
    operands: 'bash|zsh|fish',
    example: 'bash',
    summary: 'a script that completes these words in a shell',
    help: `\
Prints a script for a shell. bash: eval "$(rxicmp completion bash)" in ~/.bashrc. zsh: save it as _rxicmp
in a folder of $fpath. fish: save it as ~/.config/fish/completions/rxicmp.fish.`,
    flags: HELP_FLAGS,
    codes: null,
  },
  help: {
    operands: '[COMMAND]',
    example: 'sweep',
    summary: 'this, or the options of a command',
    help: '',
    flags: HELP_FLAGS,
    codes: null,
  },
  version: { operands: '', example: '', summary: 'the version', help: '', flags: HELP_FLAGS, codes: null },
};

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}

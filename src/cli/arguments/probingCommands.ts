import type { Flags } from './flag.ts';
import { MONITOR_FLAGS } from './monitorFlags.ts';
import { MTU_FLAGS } from './mtuFlags.ts';
import { PING_FLAGS } from './pingFlags.ts';
import { SWEEP_FLAGS } from './sweepFlags.ts';
import { TRACE_FLAGS } from './traceFlags.ts';

export type ProbingName = 'ping' | 'sweep' | 'trace' | 'mtu' | 'monitor';

/** A command that probes targets, for the parser and the help. */
export interface ProbingCommand {
  /** How the help names its targets; with dots when it takes several. */
  readonly targets: string;
  readonly example: string;
  /** Half a line for the list of all commands. */
  readonly summary: string;
  readonly help: string;
  readonly flags: Flags;
  /** When the exit code is 0, and when it is 1. */
  readonly codes: readonly [success: string, failure: string];
}

const ANSWERED = ['every target answered', 'some did not'] as const;

/** The commands that probe, in the order of the help. */
export const PROBING_COMMANDS: Readonly<Record<ProbingName, ProbingCommand>> = {
  ping: {
    targets: 'TARGET...',
    example: '127.0.0.1',
    summary: 'ping hosts by name or address',
    help: `\
Pings each target, a host name or a numeric address (a link-local one with its zone: fe80::1%eth0),
and prints what becomes of each probe. Ctrl-C prints the statistics. Times are in milliseconds.`,
    flags: PING_FLAGS,
    codes: ANSWERED,
  },
  sweep: {
    targets: 'CIDR|HOST...',
    example: '192.0.2.0/24',
    summary: 'probe each host of blocks and ranges, once or in rounds',
    help: `\
Probes every address of blocks (192.0.2.0/24, without its network and broadcast address), ranges
(192.0.2.1-192.0.2.9) and hosts, and prints what becomes of each as it comes, then the statistics.
With --alive only the targets that answer are printed. Times are in milliseconds.`,
    flags: SWEEP_FLAGS,
    codes: ANSWERED,
  },
  trace: {
    targets: 'TARGET',
    example: '192.0.2.1',
    summary: 'print the route to a host',
    help: `\
Prints who is on the way to a target, hop by hop, with the time of each probe in milliseconds. A star
is silence. !N, !H, !P, !X and !F mark a network, host or protocol that is unreachable or prohibited,
and a packet that is too big.`,
    flags: TRACE_FLAGS,
    codes: ['the target was reached', 'it was not'],
  },
  mtu: {
    targets: 'TARGET',
    example: '192.0.2.1',
    summary: 'find the largest packet that reaches a host unfragmented',
    help: `\
Searches for the path MTU, with packets that routers may not fragment. Prints each step; sizes are in
bytes of an IP packet, headers included. Times are in milliseconds.`,
    flags: MTU_FLAGS,
    codes: ['it was found', 'it was not'],
  },
  monitor: {
    targets: 'TARGET...',
    example: '192.0.2.1',
    summary: 'watch hosts go down and come up',
    help: `\
Pings targets until Ctrl-C. On a terminal it shows a table, elsewhere a line whenever a target goes down or
comes up. Times are in milliseconds.`,
    flags: MONITOR_FLAGS,
    codes: ANSWERED,
  },
};

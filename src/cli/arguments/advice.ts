import type { CommandName } from './commands.ts';

/** What to write here for options of ping, fping, mtr and traceroute that are spelt differently, or are not offered. */
const EVERYWHERE: Readonly<Record<string, string>> = {
  '-I': 'write --interface NAME, or --source ADDRESS.',
  '-S': 'write --source ADDRESS.',
  '-Q': 'write --tos N, or --every TIME for statistics each so often.',
  '-M': 'write --df, or rxicmp mtu HOST to find the path MTU.',
  '-b': 'leave it out: a broadcast address needs no option.',
  '-B': 'write --source ADDRESS; waiting never grows from one try to the next.',
  '-R': 'write rxicmp trace HOST: record route is not offered.',
  '-v': 'leave it out: every answer and refusal is printed.',
  '-L': 'leave it out: multicasts are not looped back to count twice.',
  '-z': 'leave it out: numbers of autonomous systems are not looked up.',
  '-T': 'leave it out: only ICMP echo is sent.',
  '-U': 'leave it out: only ICMP echo is sent.',
  '-H': 'write --ttl N.',
  '-k': 'leave it out: firewall marks are not offered.',
  '--flood': 'floods are not offered; the least is --interval 1ms.',
  '--adaptive': 'write --interval 10ms: the interval does not follow the answers.',
  '--preload': 'leave it out: probes are not sent ahead of their beat.',
  '--pattern': 'write --size BYTES: what a payload holds cannot be chosen.',
  '--deadline': 'write --for TIME.',
  '--rounds': 'write --count N.',
  '--report-cycles': 'write --count N.',
  '--period': 'write --interval TIME.',
  '--wait': 'write --timeout TIME.',
  '--addr': 'write --numeric.',
  '--loop': 'leave it out: the command goes on until Ctrl-C.',
  '--generate': 'write the block or range as a target, as in rxicmp sweep 192.0.2.0/24.',
  '--queries': 'write --probes N.',
  '--icmp': 'leave it out: only ICMP echo is sent.',
  '--tcp': 'only ICMP echo is sent.',
  '--udp': 'only ICMP echo is sent.',
  '--vcount': 'write --count N --format fping.',
};

const BY_COMMAND: Readonly<Partial<Record<CommandName, Readonly<Record<string, string>>>>> = {
  ping: {
    '-O': 'leave it out: time-outs are printed as they happen.',
    '-A': 'write --interval 10ms: the interval does not follow the answers.',
    '-l': 'leave it out: probes are not sent ahead of their beat, and ping goes on until Ctrl-C.',
    '-p': 'write --interval TIME; what a payload holds cannot be chosen.',
    '-m': 'leave it out: firewall marks are not offered.',
    '-C': 'write rxicmp sweep --count N --format fping.',
    '-g': 'write rxicmp sweep 192.0.2.0/24.',
    '-e': 'leave it out: times are printed.',
  },
  sweep: {
    '-O': 'write --tos N.',
    '-A': 'write --numeric.',
    '-l': 'write --interval TIME: it then goes on until Ctrl-C.',
    '-p': 'write --interval TIME.',
    '-m': 'write rxicmp ping: a sweep probes the first address of a name.',
    '-C': 'write --count N --format fping.',
    '-g': 'write the block or range as a target: 192.0.2.0/24, 192.0.2.1-192.0.2.9.',
    '-d': 'write the names as targets: they are printed as they are given.',
    '-N': 'leave it out: -o json or -o csv is for programs.',
  },
  trace: {
    '-O': 'write --probes N.',
    '-p': 'leave it out: ICMP has no ports.',
    '-P': 'leave it out: ICMP has no ports.',
    '-b': 'leave it out: names and addresses are both shown.',
    '-f': 'leave it out: a trace begins at TTL 1.',
    '-x': 'write --json.',
    '-j': 'write --json.',
    '-G': 'write --timeout TIME.',
    '-Z': 'write --timeout TIME.',
    '-u': 'leave it out: only ICMP echo is sent.',
    '-A': 'leave it out: numbers of autonomous systems are not looked up.',
    '-N': 'write --rate N: probes a second at most.',
    '-e': 'leave it out: MPLS labels are shown.',
    '--raw': 'write --json.',
  },
  monitor: {
    '-p': 'write --interval TIME.',
    '-l': 'leave it out: a monitor goes on until Ctrl-C.',
    '-u': 'leave it out: who goes down and comes up is printed.',
  },
};

/** What to write instead of an option that another program has; null for one that is simply unknown. */
export function advice(command: CommandName | null, option: string): string | null {
  return (command === null ? undefined : BY_COMMAND[command]?.[option]) ?? EVERYWHERE[option] ?? null;
}

import { PING_FLAGS } from './pingFlags.ts';

/** The text of `--help`. */
export function usage(about: 'rxicmp' | 'ping'): string {
  return about === 'ping' ? pingUsage() : GENERAL;
}

const GENERAL = `\
rxicmp: ping as RxJS Observables, from the command line

Usage:
  rxicmp ping TARGET... [options]   ping hosts by name or address; rxicmp ping --help shows the options
  rxicmp diagnose [--json]          which ICMP sockets this process may open, and how to change that
  rxicmp --help
  rxicmp --version`;

function pingUsage(): string {
  const rows = Object.entries(PING_FLAGS).map(([name, { short, value, help }]) => {
    const names = `${short === undefined ? '   ' : `-${short},`} --${name}${value === undefined ? '' : ` ${value}`}`;
    return `  ${names.padEnd(22)} ${help}`;
  });
  return `\
Usage: rxicmp ping TARGET... [options]

Pings each target, a host name or a numeric address (a link-local one with its zone: fe80::1%eth0),
and prints what becomes of each probe. Ctrl-C prints the statistics. Times are in milliseconds.

${rows.join('\n')}

Exit code: 0 when every target answered, 1 when some did not, 2 when something was wrong here.`;
}

import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/cli/arguments/parseArguments.ts';

const parse = (line: string) => parseArguments(line.split(' ').filter((word) => word !== ''));

describe('a command line', () => {
  const ping = { name: 'ping', targets: ['a'], options: {}, json: false };
  it.each([
    ['--help', { name: 'help', about: 'rxicmp' }],
    ['-h', { name: 'help', about: 'rxicmp' }],
    ['--version', { name: 'version' }],
    ['ping --help', { name: 'help', about: 'ping' }],
    ['ping a -t 3 -h', { name: 'help', about: 'ping' }],
    ['diagnose', { name: 'diagnose', json: false }],
    ['diagnose --json', { name: 'diagnose', json: true }],
    ['diagnose --help', { name: 'help', about: 'rxicmp' }],
    ['ping a', ping],
    ['ping a b ::1', { ...ping, targets: ['a', 'b', '::1'] }],
    ['ping --json a', { ...ping, json: true }],
    ['ping -- -a', { ...ping, targets: ['-a'] }],
    [
      'ping -c 3 -i 200 -W 500 -s 64 -t 5 a',
      { ...ping, options: { count: 3, interval: 200, timeout: 500, payload: 64, ttl: 5 } },
    ],
    [
      'ping a --count 3 --interval 200 --timeout=500 --size=64 --ttl 5 --tos 16',
      { ...ping, options: { count: 3, interval: 200, timeout: 500, payload: 64, ttl: 5, tos: 16 } },
    ],
    [
      'ping a --df --source 127.0.0.2 --interface lo -4',
      { ...ping, options: { dontFragment: true, source: '127.0.0.2', networkInterface: 'lo', family: 4 } },
    ],
    ['ping -6c2 a', { ...ping, options: { family: 6, count: 2 } }],
    ['ping a --ipv6', { ...ping, options: { family: 6 } }],
    ['ping a -c 1 -c 2', { ...ping, options: { count: 2 } }],
    // What is out of range is a number all the same.
    ['ping a -W -5 -i 0.2 -c Infinity', { ...ping, options: { timeout: -5, interval: 0.2, count: Infinity } }],
    [
      'sweep 10.0.0.0/8 b --rate 5 --concurrency 7 --retry 2 --interval 500 --rounds 3 --alive --json -4',
      {
        name: 'sweep',
        targets: ['10.0.0.0/8', 'b'],
        options: { rate: 5, concurrent: 7, retry: 2, interval: 500, rounds: 3, alive: true, family: 4 },
        json: true,
      },
    ],
    [
      'trace a --max-ttl 9 --probes 1 --timeout 50 --tos 16 --size 64',
      {
        name: 'trace',
        targets: ['a'],
        options: { maxTtl: 9, probes: 1, timeout: 50, tos: 16, payload: 64 },
        json: false,
      },
    ],
    ['mtu a --json', { name: 'mtu', targets: ['a'], options: {}, json: true }],
    [
      'monitor a b --interval 100 --down 3/5 --up 1/1',
      {
        name: 'monitor',
        targets: ['a', 'b'],
        options: { interval: 100, down: { n: 3, of: 5 }, up: { n: 1, of: 1 } },
        json: false,
      },
    ],
    ['sweep --help', { name: 'help', about: 'sweep' }],
  ])('%s', (line, command) => {
    expect(parse(line)).toEqual(command);
  });

  it('may hold an empty target, which the library refuses', () => {
    expect(parseArguments(['ping', ''])).toEqual({ ...ping, targets: [''] });
  });
});

describe('a mistake on the command line', () => {
  const see = 'Fix: rxicmp --help shows all options.';
  it.each([
    ['', 'No command given. Fix: rxicmp ping TARGET..., or rxicmp --help.'],
    ['127.0.0.1', 'Unknown command 127.0.0.1. Fix: rxicmp ping 127.0.0.1, or rxicmp --help.'],
    ['--', 'Unknown command --. Fix: rxicmp ping --, or rxicmp --help.'],
    ['--verison', 'Unknown option --verison. Fix: did you mean --version?'],
    ['diagnose --jsno', 'Unknown option --jsno. Fix: did you mean --json?'],
    ['diagnose a b', 'diagnose takes no target, but was given a b.'],
    ['ping', 'No target given. Fix: rxicmp ping TARGET..., as in rxicmp ping 127.0.0.1.'],
    ['ping a --sice 3', 'Unknown option --sice. Fix: did you mean --size?'],
    ['ping a --tll 3', 'Unknown option --tll. Fix: did you mean --ttl?'],
    ['ping a --inter 3', 'Unknown option --inter. Fix: did you mean --interval?'],
    ['ping a --Count=3', 'Unknown option --Count. Fix: did you mean --count?'],
    ['ping a --flood', `Unknown option --flood. ${see}`],
    ['ping a --toString', `Unknown option --toString. ${see}`],
    ['ping a -x', `Unknown option -x. ${see}`],
    ['ping a -4x', `Unknown option -x. ${see}`],
    ['ping a -c', '-c has no value. Fix: write -c N.'],
    ['ping a --source', '--source has no value. Fix: write --source ADDR.'],
    ['ping a --json=yes', '--json takes no value.'],
    ['ping a -4 -6', '-4 and -6 were both given. Fix: leave one out.'],
    ['ping a -c x', '--count is "x", expected a number.'],
    ['ping a -c 3x', '--count is "3x", expected a number.'],
    ['ping a -W NaN', '--timeout is "NaN", expected a number.'],
    ['ping a --size=', '--size is "", expected a number.'],
    ['sweep', 'No target given. Fix: rxicmp sweep CIDR|HOST..., as in rxicmp sweep 192.0.2.0/24.'],
    ['sweep a --ttl 3', `Unknown option --ttl. ${see}`],
    ['trace a b', 'trace takes one target, but was given a b.'],
    ['mtu a b', 'mtu takes one target, but was given a b.'],
    ['trace a --maxttl 3', 'Unknown option --maxttl. Fix: did you mean --max-ttl?'],
    ['monitor a --down 3', '--down is "3", expected N/M, as in 3/5.'],
    ['monitor a --up 1/2/3', '--up is "1/2/3", expected N/M, as in 3/5.'],
    ['ping a -t --json', '--ttl is "--json", expected a number.'],
  ])('%s', (line, message) => {
    expect(() => parse(line)).toThrow(expect.objectContaining({ name: 'CliError', message }));
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/cli/arguments/parseArguments.ts';
import { root } from '../runProgram.ts';

const parse = (line: string) => parseArguments(line.split(' ').filter((word) => word !== ''));

describe('a command line', () => {
  const ping = { name: 'ping', targets: ['a'], options: {}, manner: {} };
  it.each([
    ['--help', { name: 'help', about: 'rxicmp' }],
    ['-h', { name: 'help', about: 'rxicmp' }],
    ['--version', { name: 'version' }],
    ['ping --help', { name: 'help', about: 'ping' }],
    ['ping a -t 3 -h', { name: 'help', about: 'ping' }],
    ['diagnose', { name: 'diagnose', selfTest: false, slow: false, driver: undefined, json: false }],
    ['diagnose --json', { name: 'diagnose', selfTest: false, slow: false, driver: undefined, json: true }],
    [
      'diagnose --self-test --slow --driver koffi',
      { name: 'diagnose', selfTest: true, slow: true, driver: 'koffi', json: false },
    ],
    ['diagnose -o json', { name: 'diagnose', selfTest: false, slow: false, driver: undefined, json: true }],
    ['diagnose --help', { name: 'help', about: 'diagnose' }],
    ['ping a', ping],
    ['ping a b ::1', { ...ping, targets: ['a', 'b', '::1'] }],
    ['ping --json a', { ...ping, manner: { form: 'json' } }],
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
    // A value out of range is still a number.
    ['ping a -W -5 -i 10 -c Infinity', { ...ping, options: { timeout: -5, interval: 10, count: Infinity } }],
    ['a', ping],
    ['a -c 3', { ...ping, options: { count: 3 } }],
    ['-c 3 a', { ...ping, options: { count: 3 } }],
    ['-V', { name: 'version' }],
    ['version', { name: 'version' }],
    ['help', { name: 'help', about: 'rxicmp' }],
    ['help sweep', { name: 'help', about: 'sweep' }],
    ['completion fish', { name: 'completion', shell: 'fish' }],
    ['ping a -i 0.2s -W 1m30s -w 2h', { ...ping, options: { interval: 200, timeout: 90_000, duration: 7_200_000 } }],
    ['ping a -i 5ms --late 1.5s', { ...ping, options: { interval: 5, lateWindow: 1500 } }],
    ['ping a --tos ef', { ...ping, options: { tos: 184 } }],
    ['ping a --tos AF41', { ...ping, options: { tos: 136 } }],
    ['ping a -r 2 --spread', { ...ping, options: { retry: 2, phase: 'spread' } }],
    ['ping -f - -q -n -D', { ...ping, targets: [], manner: { file: '-', quiet: true, numeric: true, stamps: true } }],
    ['ping a -a', { ...ping, manner: { bell: 'answer' } }],
    ['ping a --bell loss -o csv --every 5s', { ...ping, manner: { bell: 'loss', form: 'csv', every: 5000 } }],
    ['ping a --json -o text', { ...ping, manner: { form: 'text' } }],
    ['ping a -o text --json', { ...ping, manner: { form: 'json' } }],
    [
      'sweep a -x b,c --exclude 10.0.0.1 -aue --format fping -w 5m',
      {
        name: 'sweep',
        targets: ['a'],
        options: {},
        manner: {
          exclude: ['b', 'c', '10.0.0.1'],
          alive: true,
          unreachable: true,
          elapsed: true,
          format: 'fping',
          for: 300_000,
        },
      },
    ],
    [
      'wait a b --down --for 5m',
      { name: 'wait', targets: ['a', 'b'], options: {}, manner: { silence: true, for: 300_000 } },
    ],
    [
      'trace a --live -c 5 --csv -n',
      {
        name: 'trace',
        targets: ['a'],
        options: { rounds: 5 },
        manner: { live: true, form: 'csv', numeric: true },
      },
    ],
    [
      'sweep 10.0.0.0/8 b --rate 5 --concurrency 7 --retry 2 --interval 500 --count 3 --alive --json -4',
      {
        name: 'sweep',
        targets: ['10.0.0.0/8', 'b'],
        options: { rate: 5, concurrent: 7, retry: 2, rounds: 3, family: 4 },
        manner: { interval: 500, alive: true, form: 'json' },
      },
    ],
    [
      'trace a --max-ttl 9 --probes 1 --timeout 50 --tos 16 --size 64',
      {
        name: 'trace',
        targets: ['a'],
        options: { maxTtl: 9, probes: 1, timeout: 50, tos: 16, payload: 64 },
        manner: {},
      },
    ],
    ['mtu a -o json -D', { name: 'mtu', targets: ['a'], options: {}, manner: { form: 'json', stamps: true } }],
    [
      'wait a -c 3 -a -D --spread -o json',
      {
        name: 'wait',
        targets: ['a'],
        options: { count: 3, phase: 'spread' },
        manner: { bell: 'answer', stamps: true, form: 'json' },
      },
    ],
    [
      'trace a -D --late 1s',
      { name: 'trace', targets: ['a'], options: { lateWindow: 1000 }, manner: { stamps: true } },
    ],
    ['monitor a --spread', { name: 'monitor', targets: ['a'], options: { phase: 'spread' }, manner: {} }],
    ['sweep a --bell loss', { name: 'sweep', targets: ['a'], options: {}, manner: { bell: 'loss' } }],
    ['mtu a --json', { name: 'mtu', targets: ['a'], options: {}, manner: { form: 'json' } }],
    [
      'monitor a b --interval 100 --down 3/5 --up 1/1',
      {
        name: 'monitor',
        targets: ['a', 'b'],
        options: { interval: 100 },
        manner: { down: { n: 3, of: 5 }, up: { n: 1, of: 1 } },
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
  const see = 'Fix: rxicmp ping --help shows all options.';
  it.each([
    ['', 'No command given. Fix: rxicmp HOST..., or rxicmp --help.'],
    [
      '--',
      'No target given. Fix: rxicmp ping HOST..., as in rxicmp ping 127.0.0.1; for targets on standard input add -f -.',
    ],
    ['swep a', 'Unknown command swep. Fix: did you mean rxicmp sweep? A host of that name: rxicmp ping swep.'],
    ['help swep', 'Unknown command swep. Fix: did you mean rxicmp help sweep?'],
    ['completion ksh', 'There is no completion for ksh. Fix: rxicmp completion bash, zsh or fish.'],
    ['completion', 'No shell given. Fix: rxicmp completion bash, zsh or fish.'],
    ['version a', 'version takes no target, but was given a.'],
    ['ping a -i 1', '--interval is 1, and that may be seconds or milliseconds. Fix: write 1s or 1ms.'],
    ['ping a -W 0.2', '--timeout is 0.2, and that may be seconds or milliseconds. Fix: write 0.2s or 0.2ms.'],
    [
      'ping a -w 10',
      '--for is 10, and that may be seconds or milliseconds. Fix: write 10s or 10ms; for -w of Windows write --timeout TIME.',
    ],
    ['monitor a -w 10', '--for is 10, and that may be seconds or milliseconds. Fix: write 10s or 10ms.'],
    [
      'trace a -w 2',
      '--for is 2, and that may be seconds or milliseconds. Fix: write 2s or 2ms; for -w of traceroute write --timeout TIME, and leave out -w of mtr.',
    ],
    [
      'ping a -w -1',
      '--for is -1, and that may be seconds or milliseconds. Fix: write a time with its unit, as in 30s or 5m; for -w of Windows write --timeout TIME.',
    ],
    ['ping a --every 5', '--every is 5, and that may be seconds or milliseconds. Fix: write 5s or 5ms.'],
    ['ping a --every 100d', '--every is 100d, expected a time from 1ms to 24d. Fix: leave it out for no end.'],
    ['ping a -i 1h30', '--interval is "1h30", expected a time. Fix: write it as in 200ms, 1.5s, 5m or 1h30m.'],
    ['ping a -i 1sm', '--interval is "1sm", expected a time. Fix: write it as in 200ms, 1.5s, 5m or 1h30m.'],
    ['ping a -i=', '--interval is "=", expected a time. Fix: write it as in 200ms, 1.5s, 5m or 1h30m.'],
    ['ping a --tos af44', '--tos is "af44", expected 0 to 255 or a name of DSCP. Fix: did you mean af41?'],
    [
      'ping a --tos x',
      '--tos is "x", expected 0 to 255 or a name of DSCP. Fix: write a number, or ef, af11 to af43, cs0 to cs7, le, va.',
    ],
    ['monitor a -o xml', '--output is "xml", expected text, json, csv or prom. Fix: write --output text.'],
    ['mtu a -o csv', '--output is "csv", expected text or json. Fix: write --output text.'],
    [
      'ping -o a',
      'No target given. Fix: rxicmp ping HOST..., as in rxicmp ping 127.0.0.1; for targets on standard input add -f -; for -o of BSD write rxicmp wait HOST.',
    ],
    [
      'ping -o a b',
      '--output is "a", expected text, json, csv or prom. Fix: write --output text; for -o of BSD write rxicmp wait HOST.',
    ],
    [
      'trace a -o LSRD',
      '--output is "LSRD", expected text, json or csv. Fix: write --output text; leave out -o of mtr: all columns are shown.',
    ],
    [
      'sweep -s 192.0.2.1 a',
      '--size is "192.0.2.1", expected a number. Fix: leave out -s of fping: the statistics are always printed.',
    ],
    ['ping a -o jsn', '--output is "jsn", expected text, json, csv or prom. Fix: did you mean json?'],
    ['sweep a --format pretty', '--format is "pretty", expected fping. Fix: write --format fping.'],
    ['ping a -I eth0', 'Unknown option -I. Fix: write --interface NAME, or --source ADDRESS.'],
    ['ping a -O', 'Unknown option -O. Fix: leave it out: time-outs are printed as they happen.'],
    ['ping a -A', 'Unknown option -A. Fix: write --interval 10ms: the interval does not follow the answers.'],
    [
      'ping a -l 3',
      'Unknown option -l. Fix: leave it out: probes are not sent ahead of their beat, and ping goes on until Ctrl-C.',
    ],
    ['ping a -p ff', 'Unknown option -p. Fix: write --interval TIME; what a payload holds cannot be chosen.'],
    ['ping a -m 3', 'Unknown option -m. Fix: leave it out: firewall marks are not offered.'],
    ['sweep a -C 3', 'Unknown option -C. Fix: write --count N --format fping.'],
    ['sweep -g a', 'Unknown option -g. Fix: write the block or range as a target: 192.0.2.0/24, 192.0.2.1-192.0.2.9.'],
    ['sweep a --rounds 3', 'Unknown option --rounds. Fix: write --count N.'],
    ['trace a -r', 'Unknown option -r. Fix: write --report.'],
    ['trace a --no-dns', 'Unknown option --no-dns. Fix: write --numeric.'],
    ['trace a -q 3', 'trace takes one target, but was given a 3. Fix: for -q of traceroute write --probes N.'],
    ['ping 127.1', 'target is "127.1", a short form of an address. Fix: write 127.0.0.1.'],
    ['ping 2130706433', 'target is "2130706433", a short form of an address. Fix: write 127.0.0.1.'],
    ['ping 0x7f.1', 'target is "0x7f.1", a short form of an address. Fix: write 127.0.0.1.'],
    ['ping [::1]', 'target is "[::1]", an address in brackets. Fix: write ::1.'],
    ['ping https://u@[::1]:3/x', 'target is "https://u@[::1]:3/x", a URL. Fix: write its host alone: ::1.'],
    ['ping http://a.example/x', 'target is "http://a.example/x", a URL. Fix: write its host alone: a.example.'],
    ['sweep 10.0.0.1-5', 'target is "10.0.0.1-5", a range whose end is no address. Fix: write 10.0.0.1-10.0.0.5.'],
    [
      'trace 10.0.0.1-5',
      'target is "10.0.0.1-5", a range whose end is no address. Fix: write rxicmp sweep 10.0.0.1-10.0.0.5.',
    ],
    [
      'mtu 10.0.0.0/24',
      'target is "10.0.0.0/24", and mtu wants one host. Fix: name the host, or write rxicmp sweep 10.0.0.0/24.',
    ],
    ['diagnose --jsno', 'Unknown option --jsno. Fix: did you mean --json?'],
    ['diagnose --slow', '--slow says how to test, but no test is asked for. Fix: add --self-test.'],
    ['diagnose --driver raw', '--driver is "raw", expected addon or koffi. Fix: write --driver addon.'],
    ['diagnose a b', 'diagnose takes no target, but was given a b.'],
    [
      'ping',
      'No target given. Fix: rxicmp ping HOST..., as in rxicmp ping 127.0.0.1; for targets on standard input add -f -.',
    ],
    ['mtu', 'No target given. Fix: rxicmp mtu HOST, as in rxicmp mtu 192.0.2.1.'],
    ['ping a --sice 3', 'Unknown option --sice. Fix: did you mean --size?'],
    ['ping a --tll 3', 'Unknown option --tll. Fix: did you mean --ttl?'],
    ['ping a --inter 3', 'Unknown option --inter. Fix: did you mean --interval?'],
    ['ping a --Count=3', 'Unknown option --Count. Fix: did you mean --count?'],
    ['ping a --flood', 'Unknown option --flood. Fix: floods are not offered; the shortest interval is --interval 1ms.'],
    ['ping a --toString', `Unknown option --toString. ${see}`],
    ['ping a -x', `Unknown option -x. ${see}`],
    ['ping a -4x', `Unknown option -x. ${see}`],
    ['ping a -c', '-c has no value. Fix: write -c N.'],
    ['ping a --source', '--source has no value. Fix: write --source ADDR.'],
    ['ping a --json=yes', '--json takes no value.'],
    ['ping a -4 -6', '-4 and -6 were both given. Fix: leave one out.'],
    ['ping a -c x', '--count is "x", expected a number.'],
    ['ping a -c 3x', '--count is "3x", expected a number.'],
    ['ping a -W NaN', '--timeout is "NaN", expected a time. Fix: write it as in 200ms, 1.5s, 5m or 1h30m.'],
    ['ping a --size=', '--size is "", expected a number.'],
    [
      'sweep',
      'No target given. Fix: rxicmp sweep CIDR|HOST..., as in rxicmp sweep 192.0.2.0/24; for targets on standard input add -f -.',
    ],
    ['mtu a --df', 'Unknown option --df. Fix: rxicmp mtu --help shows all options.'],
    ['trace a b', 'trace takes one target, but was given a b.'],
    ['mtu a b', 'mtu takes one target, but was given a b.'],
    ['trace a --maxttl 3', 'Unknown option --maxttl. Fix: did you mean --max-ttl?'],
    ['monitor a --down 3', '--down is "3", expected N/M, as in 3/5.'],
    ['monitor a --up 1/2/3', '--up is "1/2/3", expected N/M, as in 3/5.'],
    // The next option is no value.
    ['ping a -t --json', '-t has no value. Fix: write -t N.'],
    ['ping -r -c 1 a', '-r has no value. Fix: write -r N.'],
    [
      'sweep a -o -q',
      '-o has no value. Fix: write -o FORM; for -o of fping write rxicmp monitor HOST..., which tells how long each outage was.',
    ],
    ['ping a --source=-x --count=-x', '--count is "-x", expected a number.'],
    // What belongs to an option of another program.
    ['ping -n 4 a', 'target is 4, a number alone. Fix: write a name or an address; for -n of Windows write --count N.'],
    ['trace a 60', 'trace takes one target, but was given a 60.'],
    ['trace a b c d e', 'trace takes one target, but was given a b c and 2 more.'],
    ['sweep a 1234', 'target is 1234, a number alone. Fix: write a name or an address.'],
    ['mtr a', 'Unknown command mtr. Fix: write rxicmp trace. A host of that name: rxicmp ping mtr.'],
    ['ping6 a', 'Unknown command ping6. Fix: write rxicmp ping -6. A host of that name: rxicmp ping ping6.'],
    ['fping a', 'Unknown command fping. Fix: write rxicmp sweep. A host of that name: rxicmp ping fping.'],
    ['gping a', 'Unknown command gping. Fix: write rxicmp monitor. A host of that name: rxicmp ping gping.'],
    ['tracert a', 'Unknown command tracert. Fix: write rxicmp trace. A host of that name: rxicmp ping tracert.'],
    ['ping -V', 'Unknown option -V. Fix: write rxicmp version.'],
    ['ping a -e 3', 'Unknown option -e. Fix: leave it out: the identifier of probes cannot be chosen.'],
    ['sweep a -b 100', 'Unknown option -b. Fix: write --size BYTES.'],
    ['trace a -F', 'Unknown option -F. Fix: write --df.'],
    ['trace a --report-wide', 'Unknown option --report-wide. Fix: write --report.'],
    ['monitor a -n 0.5', 'Unknown option -n. Fix: write --interval TIME; targets are shown as they are given.'],
    ['monitor a -D', 'Unknown option -D. Fix: leave it out: lines begin with the time.'],
  ])('%s', (line, message) => {
    expect(() => parse(line)).toThrow(expect.objectContaining({ name: 'CliError', message }));
  });
});

describe('the command lines of pages', () => {
  const pages = ['README.md', 'docs/start.md', 'docs/testing.md', 'docs/metrics.md'];
  const lines = pages.flatMap((page) =>
    [...readFileSync(join(root, page), 'utf8').matchAll(/^(?:npx )?rxicmp (.*)$/gm)].map(([, line]) => [
      page,
      line!.replace(/ *#.*| \|.*/, ''),
    ]),
  );

  it('are found', () => expect(lines.length).toBeGreaterThan(10));

  it.each(lines)('%s: rxicmp %s', (_, line) => {
    // This option is taken away before the others are read.
    expect(() => parse(line!.replace(/^--simulate \S+/, '').replace('hosts.txt', '/dev/null'))).not.toThrow();
  });
});

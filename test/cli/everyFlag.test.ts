import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS, type CommandName } from '../../src/cli/arguments/commands.ts';
import { objectsIn } from './objectsOf.ts';
import { rxicmp, startRxicmp } from './rxicmp.ts';
import { scenarioFile, scratchFolder } from './scenarioFile.ts';

// The flags that mean the same everywhere, in every command that has them: the built command in a pipe.

const folder = scratchFolder();
const network = scenarioFile(
  {
    hosts: [
      { address: '192.0.2.1', routers: ['198.51.100.1'], mtu: 1400 },
      { address: '192.0.2.2', silent: true },
      { address: '192.0.2.3' },
      { address: '2001:db8::1' },
    ],
    names: { 'both.example': ['2001:db8::1', '192.0.2.1'], 'four.example': ['192.0.2.1'] },
    sources: ['198.51.100.77'],
  },
  folder,
);
const run = (line: string) => rxicmp('--simulate', network, ...line.trim().split(/ +/));

/** Each ends soon: the command, and what it needs beside a target. */
const ends: Readonly<Record<string, string>> = {
  ping: '-c 1',
  sweep: '',
  trace: '-c 1',
  mtu: '',
  monitor: '-c 1 --up 1/1 --down 1/1',
  wait: '',
};
const several = ['ping', 'sweep', 'monitor', 'wait'];
const goingOn = ['ping', 'sweep', 'trace', 'monitor', 'wait'];
/** What goes on until something stops it, with a silent target. */
const endless: Readonly<Record<string, string>> = {
  ping: 'ping 192.0.2.2 -i 40ms -W 20ms',
  sweep: 'sweep 192.0.2.2 -i 40ms -W 20ms',
  trace: 'trace 192.0.2.2 --live -i 40ms -W 20ms --late 0 -m 2',
  'trace --changes': 'trace 192.0.2.2 --changes -i 40ms -W 20ms --late 0 -m 2',
  monitor: 'monitor 192.0.2.2 -i 40ms -W 20ms',
  wait: 'wait 192.0.2.2 -i 40ms -W 20ms',
};
const probing = Object.keys(ends);

/** The destinations of replies that --json told, whatever they are in. */
function destinations(stdout: string): Set<unknown> {
  const found = new Set<unknown>();
  for (const line of stdout.split('\n').filter((one) => one !== '' && !one.includes('"statistics"')))
    for (const [, destination] of line.matchAll(/"destination":("[^"]*"|null)/g)) found.add(JSON.parse(destination!));
  return found;
}

describe('-f', () => {
  const file = join(folder, 'hosts.txt');
  writeFileSync(
    file,
    '# all hosts\n192.0.2.1   # the gateway\r\nfour.example\n\n192.0.2.2-192.0.2.3\n198.51.100.0/30\n2001:db8::1',
  );
  const targets = '192.0.2.1 four.example 192.0.2.2 192.0.2.3 198.51.100.1 198.51.100.2 2001:db8::1'.split(' ');

  it.each(several)('of %s takes names, addresses, ranges and blocks, one a line, without comments', async (command) => {
    const { stdout, stderr } = await run(`${command} -f ${file} -c 2 -i 60ms -W 50ms --json`);
    expect(stderr).toBe('');
    const told = new Set(objectsIn(stdout).map(({ target }) => target));
    const answering = targets.filter((target) => !/^198|\.2$/.test(target));
    expect([...told].sort()).toEqual((command === 'wait' ? answering : targets).toSorted());
  });
});

describe('-c and -w', () => {
  it.each(Object.entries(endless))('stop %s, which would go on', async (_, line) => {
    expect((await run(`${line} -c 2`)).code).toBe(1);
    expect((await run(`${line} -w 200ms`)).code).toBe(1);
  });

  it.each(goingOn)('-w of %s needs a unit', async (command) => {
    const { code, stderr } = await run(`${command} 192.0.2.1 -w 30`);
    expect(code).toBe(2);
    expect(stderr).toContain('--for is 30, and that may be seconds or milliseconds. Fix: write 30s or 30ms');
  });
});

describe('-i and -W', () => {
  it.each(probing)(
    'of %s take a time with its unit, and no bare number that may be meant in seconds',
    async (command) => {
      const { flags } = COMMANDS[command as CommandName];
      for (const [flag, name] of [
        ['-i', 'interval'],
        ['-W', 'timeout'],
      ] as const) {
        if (!(name in flags)) continue;
        const { code, stderr } = await run(`${command} 192.0.2.1 ${flag} 1`);
        expect({ code, stderr }).toEqual({
          code: 2,
          stderr: `rxicmp: --${name} is 1, and that may be seconds or milliseconds. Fix: write 1s or 1ms.\n`,
        });
        const stop = goingOn.includes(command) ? '-c 1' : '';
        expect((await run(`${command} 192.0.2.1 ${flag} 0.2s ${stop}`)).code).toBe(0);
        expect((await run(`${command} 192.0.2.1 ${flag} 200 ${stop}`)).code).toBe(0);
      }
    },
  );
});

describe('-q', () => {
  it.each([
    ['ping', '-c 2 -i 50ms', /^HOST [^\n]*\n192\.0\.2\.1 [^\n]*\n1 up, 0 down in \d+\.\d s\n$/],
    ['sweep', '', /^1 up, 0 down in \d+\.\d s\nrtt min\/avg\/max\/stddev = [^\n]*\n$/],
    ['sweep', '-c 2 -i 50ms', /^HOST [^\n]*\n192\.0\.2\.1 [^\n]*\n1 up, 0 down in \d+\.\d s\n$/],
    ['trace', '-c 2 -i 50ms', /^TTL [^\n]*\n[^\n]*198\.51\.100\.1 [^\n]*\n[^\n]*192\.0\.2\.1 [^\n]*\n$/],
    ['mtu', '', /^The path MTU is 1400\.\n$/],
    ['monitor', '-c 3 -i 50ms', /^HOST [^\n]*\n192\.0\.2\.1 [^\n]*\n1 target: 1 up, 0 down\n$/],
    ['wait', '', /^$/],
  ])('of %s %s prints only the summary', async (command, more, pattern) => {
    const { stdout } = await run(`${command} 192.0.2.1 -q ${more}`);
    expect(stdout).toMatch(pattern);
  });
});

describe('-D', () => {
  it.each(['ping -c 1', 'sweep', 'trace -c 1', 'mtu', 'wait'])('of %s begins each line with the time', async (line) => {
    const [command, ...more] = line.split(' ');
    const { stdout } = await run([command, 'four.example', '-D', ...more].join(' '));
    const lines = stdout.split('\n\n')[0]!.trimEnd().split('\n');
    for (const one of lines) expect(one).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \S| {2}\S/);
    expect(lines.every((one) => /^\d{4}-/.test(one))).toBe(true);
  });
});

describe('-n', () => {
  it.each(['ping -c 1', 'sweep'])('of %s shows an address in the place of a name', async (line) => {
    const [command, ...more] = line.split(' ');
    const { stdout } = await run([command, 'four.example', '-n', ...more].join(' '));
    const answers = stdout.split('\n').filter((one) => /\d ms$/.test(one) && !one.startsWith('rtt'));
    expect(answers).toHaveLength(1);
    expect(answers[0]).toContain('192.0.2.1: ');
    expect(answers[0]).not.toContain('four');
  });
});

describe('-a and --bell', () => {
  it.each([
    ['ping 192.0.2.1 192.0.2.2 -c 2 -i 60ms -W 50ms -a', 2],
    ['ping 192.0.2.1 192.0.2.2 192.0.2.2 -c 2 -i 60ms -W 50ms --bell loss', 2],
    ['sweep 192.0.2.1 192.0.2.2 192.0.2.3 -W 50ms --bell answer', 2],
    ['sweep 192.0.2.1 192.0.2.2 192.0.2.3 -W 50ms --bell loss', 1],
    ['monitor 192.0.2.1 192.0.2.2 -c 4 -i 60ms -W 50ms -a', 1],
    ['monitor 192.0.2.1 192.0.2.2 -c 4 -i 60ms -W 50ms --bell loss', 1],
    ['wait 192.0.2.1 192.0.2.3 -a', 2],
  ])('%s rings %i times', async (line, times) => {
    const { stdout, stderr } = await run(line);
    expect(stderr).toBe('\x07'.repeat(times));
    expect(stdout).not.toContain('\x07');
  });

  it('of sweep is --alive, as -u is --unreachable', async () => {
    expect((await run('sweep 192.0.2.1 192.0.2.2 -a -W 50ms')).stdout).toBe('192.0.2.1\n');
    expect((await run('sweep 192.0.2.1 192.0.2.2 -u -W 50ms')).stdout).toBe('192.0.2.2\n');
  });
});

describe('-o', () => {
  const forms = { ping: '-c 1', sweep: '', trace: '-c 1', mtu: '', monitor: '-c 1', wait: '' };
  it.each(Object.entries(forms))('json of %s is --json', async (command, more) => {
    for (const form of ['-o json', '--output=json', '--json', '-o text --json']) {
      const { stdout } = await run(`${command} 192.0.2.1 ${form} ${more}`);
      expect(objectsIn(stdout).length).toBeGreaterThan(0);
    }
    expect((await run(`${command} 192.0.2.1 --json -o text ${more}`)).stdout).not.toContain('{');
  });

  it.each(['ping -c 2 -i 50ms', 'sweep', 'trace -c 2 -i 50ms', 'monitor -c 2 -i 50ms'])(
    'csv of %s has as many cells in each row as in its head',
    async (line) => {
      const [command, ...more] = line.split(' ');
      const { stdout } = await run([command, '192.0.2.1', '-o', 'csv', ...more].join(' '));
      const [head, ...rows] = stdout.trimEnd().split('\n');
      expect(head).toMatch(/^target,/);
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) expect(row.split(',')).toHaveLength(head!.split(',').length);
    },
  );

  it.each(['ping -c 1', 'sweep', 'monitor -c 2 -i 50ms'])('prom of %s is an exposition', async (line) => {
    const [command, ...more] = line.split(' ');
    const { stdout } = await run([command, '192.0.2.1', '-o', 'prom', ...more].join(' '));
    expect(stdout).toMatch(/^rxicmp_probes_total\{target="192\.0\.2\.1",status="success"\} [12]$/m);
    for (const one of stdout.trimEnd().split('\n')) expect(one).toMatch(/^(# (HELP|TYPE) )?rxicmp_\w+/);
  });
});

describe('--every', () => {
  it.each([
    ['ping', 'ping 192.0.2.1 -q -i 50ms', / up, \d+ down in /],
    ['sweep', 'sweep 192.0.2.1 -q -i 50ms', / up, \d+ down in /],
    ['trace', 'trace 192.0.2.1 --report -c 100000 -i 50ms', /^TTL /],
    ['monitor', 'monitor 192.0.2.1 -q -i 50ms', /target: /],
  ])('of %s prints the statistics so far again and again', async (_, line, pattern) => {
    const { child, ended, wrote } = startRxicmp(['--simulate', network, ...line.split(' '), '--every', '100ms']);
    await wrote('stdout', new RegExp(`(?:${pattern.source}[^]*){3}`, 'm'));
    child.kill('SIGINT');
    expect((await ended).code).toBe(0);
  });
});

describe('what a probe is', () => {
  it.each(probing)('%s takes -4, -6, --source, --tos and --interface', async (command) => {
    const told = async (more: string) =>
      destinations(
        (await run(`${command} both.example ${more} ${ends[command]} -W 200ms --json`.replaceAll(/ +/g, ' '))).stdout,
      );
    expect([...(await told('-4'))]).toEqual(['192.0.2.1']);
    expect([...(await told('-6'))]).toEqual(['2001:db8::1']);
    expect([...(await told('-4 --source 198.51.100.77 --tos ef'))]).toEqual(['192.0.2.1']);
    for (const [more, message] of [
      ['--source 192.0.2.99', '--source is "192.0.2.99", expected an address of this machine'],
      ['--interface nope', '--interface is "nope", expected an interface of this machine. Fix: use one of sim0.'],
      ['--tos 256', '--tos is 256, expected an integer from 0 to 255'],
      ['--tos eff', '--tos is "eff", expected 0 to 255 or a name of DSCP. Fix: did you mean ef?'],
    ] as const) {
      const { code, stdout, stderr } = await run(`${command} 192.0.2.1 ${more} ${ends[command]}`);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(message);
    }
  });

  it.each(['ping', 'sweep', 'trace', 'monitor', 'wait'])('%s takes -s and --df', async (command) => {
    const at = (size: number, more = '') =>
      run(`${command} 192.0.2.1 -s ${size}${more} ${ends[command]} -W 50ms ${command === 'wait' ? '-c 1' : ''}`);
    expect((await at(1372, ' --df')).code).toBe(0);
    // The first router drops what is larger than 1400 bytes with 28 bytes of headers.
    expect((await at(1373, ' --df')).code).toBe(1);
    expect((await at(1373)).code).toBe(0);
    expect((await at(65_501)).stderr).toContain('--size is 65501, expected 0 to 65500 bytes');
  });

  it.each(['ping', 'sweep', 'mtu', 'monitor', 'wait'])('%s takes --ttl', async (command) => {
    const at = (ttl: number) =>
      run(`${command} 192.0.2.1 --ttl ${ttl} ${ends[command]} -W 50ms ${command === 'wait' ? '-c 1' : ''}`);
    expect([(await at(1)).code, (await at(2)).code]).toEqual([1, 0]);
    expect((await at(256)).stderr).toContain('--ttl is 256, expected an integer from 1 to 255');
  });
});

describe('--spread, --retry, --rate and --late', () => {
  const slow = scenarioFile({ hosts: [{ address: '192.0.2.9', latency: 80 }] });

  it.each(['ping', 'monitor', 'wait'])('--spread of %s shares the interval out among its targets', async (command) => {
    const stop = command === 'monitor' ? ends['monitor']! : '-c 1';
    const { stdout } = await run(`${command} 192.0.2.1 192.0.2.3 --spread -i 400ms -W 50ms ${stop} --json`);
    const times = [...stdout.matchAll(/"sentAt":([\d.]+)/g)].map(([, time]) => Math.round(Number(time)));
    expect(times).toHaveLength(2);
    expect(new Set(times).size).toBe(2);
  });

  it.each([
    ['ping 192.0.2.2 -c 1 -W 30ms -r 2'],
    ['sweep 192.0.2.2 -W 30ms --retry 2'],
    ['monitor 192.0.2.2 -c 1 -W 30ms -r 2 --down 1/1'],
  ])('%s tries again', async (line) => {
    const { stdout } = await run(`${line} --json`);
    expect([...stdout.matchAll(/"attempt":(\d+)/g)].map(([, attempt]) => attempt)).toEqual(['3']);
  });

  it.each(['sweep 192.0.2.1-192.0.2.3 -W 50ms', 'trace 192.0.2.1'])('%s takes --rate', async (line) => {
    expect((await run(`${line} --rate 1000`)).code).toBeLessThan(2);
    expect((await run(`${line} --rate 0`)).stderr).toContain(
      '--rate is 0, expected a number of probes a second above 0',
    );
  });

  it.each([
    ['ping', 'ping 192.0.2.9 -c 3 -i 200ms -W 40ms --late 150ms'],
    ['sweep', 'sweep 192.0.2.9 -c 3 -i 200ms -W 40ms --late 150ms'],
    ['monitor', 'monitor 192.0.2.9 -c 3 -i 200ms -W 40ms --late 150ms'],
  ])('%s shows what comes late', async (_, line) => {
    const { stdout } = await rxicmp('--simulate', slow, ...line.split(' '), '--json');
    expect(objectsIn(stdout).at(-1)).toMatchObject({ type: 'statistics', received: 0, lost: 3 });
    expect(Number(objectsIn(stdout).at(-1)!['late'])).toBeGreaterThan(0);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeSimulate } from '../../src/cli/arguments/takeSimulate.ts';
import { rxicmp } from './rxicmp.ts';

// The built command, in real time, on addresses that lead nowhere on a real network.

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'rxicmp-simulate-'))));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

describe('rxicmp --simulate', () => {
  const scenario = {
    hosts: [
      { address: '192.0.2.1', latency: [12.5, 20], routers: ['198.51.100.1', null], mtu: 1400 },
      { address: '192.0.2.2', silent: true },
      { address: '2001:db8::1', latency: 3 },
    ],
    names: { 'host.example': ['192.0.2.1'] },
  };

  it('pings what the file describes', async () => {
    const file = write('ping.json', scenario);
    const { code, stdout, stderr } = await rxicmp('--simulate', file, 'ping', 'host.example', '-c', '2', '-i', '50');
    expect(stderr).toBe('');
    expect(stdout).toContain('PING host.example (192.0.2.1)');
    expect(stdout).toMatch(/12\.5/);
    expect(stdout).toMatch(/20/);
    expect(code).toBe(0);
  });

  it.each([
    ['sweep 192.0.2.1-192.0.2.2 --timeout 100', 1, /192\.0\.2\.1\b.*12\.5/],
    ['trace 192.0.2.1 --timeout 100', 0, /198\.51\.100\.1[^]*192\.0\.2\.1/],
    ['mtu 192.0.2.1 --timeout 100', 0, /1400/],
    ['ping 2001:db8::1 -c 1', 0, /2001:db8::1/],
    ['diagnose', 0, /simulated/],
  ])('runs %s', async (line, code, output) => {
    const file = write('all.json', scenario);
    const ended = await rxicmp(`--simulate=${file}`, ...line.split(' '));
    expect(ended).toMatchObject({ code, stdout: expect.stringMatching(output) as string, stderr: '' });
  });

  it('says what is wrong with a file, and sends nothing', async () => {
    const negative = write('negative.json', { hosts: [{ address: '192.0.2.1', latency: -5 }] });
    const typo = write('typo.json', { hosts: [{ address: '192.0.2.1', latncy: 5 }] });
    const broken = write('broken.json', '{ "hosts": [ }');
    const missing = join(folder, 'missing.json');
    const runs = [negative, typo, broken, missing].map((file) => rxicmp('--simulate', file, 'ping', '192.0.2.1'));
    const ended = await Promise.all(runs);
    for (const { code, stdout } of ended) expect([code, stdout]).toEqual([2, '']);
    const lines = ended.map(({ stderr }) => stderr);
    expect(lines[0]).toBe(
      `rxicmp: ${negative}: scenario.hosts[0].latency is -5, expected a number from 0 to 4294967294. Fix: pass 0 or more.\n`,
    );
    expect(lines[1]).toBe(`rxicmp: ${typo}: There is no scenario.hosts[0].latncy. Fix: did you mean latency?\n`);
    expect(lines[2]).toMatch(/broken\.json is not JSON: .*\. Fix: correct the JSON in that file\.\n$/);
    expect(lines[3]).toMatch(/missing\.json cannot be read: ENOENT.*\. Fix: name a JSON file with a scenario\.\n$/);
  });

  it('shows no escape sequence of a file to the terminal', async () => {
    const files = [
      write('json.json', '{"hosts": [\x1b]0;title\x07\x1b[31m'),
      write('key.json', { hosts: [{ address: '192.0.2.1', '\x9b31mkey': 1 }] }),
      write('address.json', { hosts: [{ address: '192.0.2.1\x9b31m\x1b[31m' }] }),
    ];
    const pings = files.map((file) => rxicmp('--simulate', file, 'ping', '192.0.2.1'));
    // A name, printed as it was given, and what JSON leaves as it is.
    const names = write('names.json', { hosts: [{ address: '192.0.2.1' }] });
    pings.push(rxicmp('--simulate', names, 'ping', '192.0.2.1', 'a\x1b[31m\x9b1m', '-c', '1'));
    pings.push(rxicmp('--simulate', names, 'sweep', '192.0.2.1', '\x9b31ma', '--json'));
    pings.push(rxicmp('--simulate', names, 'p\x1b[31mng'));
    const ended = await Promise.all(pings);
    for (const { stdout, stderr } of ended) {
      expect(stdout + stderr).toMatch(/\\u00(1b|9b)/);
      expect(stdout + stderr).not.toMatch(/(?!\n)\p{Cc}/u);
    }
    const reply = ended[4]!.stdout.split('\n').find((line) => line.includes('not-resolved'))!;
    expect(JSON.parse(reply)).toMatchObject({ target: '\x9b31ma' });
  });

  it('is in the help, for which it reads no file', async () => {
    const { code, stdout } = await rxicmp('--simulate', 'nowhere.json', '--help');
    expect(code).toBe(0);
    expect(stdout).toContain('--simulate FILE COMMAND');
  });
});

describe('takeSimulate', () => {
  it.each<[string, string | null, string]>([
    ['ping a', null, 'ping a'],
    ['--simulate f ping a', 'f', 'ping a'],
    ['--simulate=f=g ping a', 'f=g', 'ping a'],
    ['ping --simulate f a', 'f', 'ping a'],
    ['--simulate f --simulate g ping', 'g', 'ping'],
    ['ping -- --simulate f', null, 'ping -- --simulate f'],
  ])('%s', (line, file, rest) => {
    expect(takeSimulate(line.split(' '))).toEqual({ file, rest: rest.split(' ') });
  });

  it.each(['--simulate', '--simulate=', 'ping a --simulate', '--simulate --json ping a'])('%s has no value', (line) => {
    expect(() => takeSimulate(line.split(' '))).toThrow('--simulate has no value. Fix: write --simulate FILE.');
  });
});

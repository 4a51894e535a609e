import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeInLab } from '../lab/describeInLab.ts';
import { enterNamespace } from '../lab/namespace.ts';
import { startRxicmp, type Ended } from './rxicmp.ts';

const ip = (...args: readonly string[]): void => void execFileSync('ip', args);
const withoutNetlink = ['--import', fileURLToPath(new URL('../lab/withoutNetlink.mjs', import.meta.url))];

describeInLab('rxicmp and the names of interfaces', () => {
  beforeAll(() => {
    enterNamespace();
    ip('link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v1');
    ip('link', 'property', 'add', 'dev', 'v0', 'altname', 'enother0');
    for (const name of ['v0', 'v1']) ip('link', 'set', name, 'up');
    ip('-6', 'addr', 'add', 'fe80::77/64', 'dev', 'v0', 'nodad');
  });

  const run = (args: string, node: readonly string[]): Promise<Ended> => startRxicmp(args.split(' '), { node }).ended;
  /** The index that the system tells; each system numbers its interfaces differently. */
  const indexOf = (name: string): string =>
    /^\d+/.exec(execFileSync('ip', ['-o', 'link', 'show', name], { encoding: 'utf8' }))![0];

  describe.each<[title: string, node: readonly string[]]>([
    ['with netlink', []],
    ['without netlink', withoutNetlink],
  ])('%s', (_title, node) => {
    it.each([
      ['127.0.0.1 --interface lo'],
      ['fe80::77%v0'],
      ['fe80::77%INDEX'],
      ['fe80::77%enother0'],
      ['fe80::77 --interface v0'],
      ['fe80::77 --interface enother0'],
      ['fe80::77%v0 --interface enother0'],
      ['fe80::77%enother0 --interface v0'],
    ])('pings %s', async (args) => {
      const ended = await run(`ping ${args.replace('INDEX', indexOf('v0'))} -c 1`, node);
      expect(ended).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('1 received') as unknown });
    });

    it.each([
      ['127.0.0.1 --interface nope', /--interface is "nope".* Fix: use one of lo, .*v0.*\./],
      ['fe80::77%nope', /target is "fe80::77%nope".* Fix: use one of lo, .*v0.*\./],
      ['fe80::77%4242', /target is "fe80::77%4242".* Fix: use one of lo, .*v0.*\./],
      ['fe80::77', /a zone on a link-local address\. Fix: write fe80::77%v\d, or set --interface \(here: lo, .*\)\./],
      ['fe80::77%v1 --interface enother0', /--interface is "enother0", expected v1, the zone of the target/],
    ])('refuses %s', async (args, line) => {
      const { code, stderr } = await run(`ping ${args} -c 1`, node);
      expect(code).toBe(2);
      expect(stderr).toMatch(line);
    });

    it('lists them', async () => {
      expect((await run('diagnose', node)).stdout).toMatch(/^Interfaces: lo, (v1, v0|v0, v1)$/m);
    });
  });

  it('has a filter that filters', async () => {
    const program = "require('node:os').networkInterfaces()";
    const arguments_ = [...withoutNetlink, '-e', program];
    expect(() => execFileSync(process.execPath, arguments_, { stdio: 'pipe' })).toThrow(/EAFNOSUPPORT|97/);
  });
});

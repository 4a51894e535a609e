import type { PathMtuOptions } from 'rxicmp';
import type { Scenario } from 'rxicmp/testing';
import { describe, expect, it } from 'vitest';
import { mtuCommand } from '../../src/cli/commands/mtuCommand.ts';
import { objectsOf } from './objectsOf.ts';
import { type CommandRun, runCommand } from './runCommand.ts';

const scenario: Scenario = {
  hosts: [
    { address: '192.0.2.1', mtu: 1400, routers: ['198.51.100.1'] },
    { address: '192.0.2.2', silent: true },
  ],
  names: { 'host.example': ['192.0.2.1'] },
};

function run(target: string, json = false, options: PathMtuOptions = {}): CommandRun {
  return runCommand(scenario, (driver, around) =>
    mtuCommand(
      { name: 'mtu', targets: [target], options: { ...options, driver }, manner: json ? { form: 'json' } : {} },
      around,
    ),
  );
}

describe('mtuCommand', () => {
  it('prints each step, and what was found', async () => {
    const { lines, exitCode } = run('host.example');
    expect(lines).toEqual([
      'Path MTU to host.example (192.0.2.1), in bytes of IP packets',
      '   68  1.000 ms',
      '65528  packet too big from 198.51.100.1 (mtu=1400)',
      ' 1400  1.000 ms',
      'The path MTU is 1400.',
    ]);
    expect(await exitCode).toBe(0);
  });

  it('prints one JSON object a step', async () => {
    const { lines, exitCode } = run('192.0.2.1', true);
    expect(objectsOf(lines)).toMatchObject([
      { type: 'step', size: 68, mtu: null, reply: { status: 'success' } },
      { type: 'step', size: 65_528, upper: 1400, mtu: null },
      { type: 'step', size: 1400, mtu: 1400 },
    ]);
    expect(await exitCode).toBe(0);
  });

  it('says "at least" where its own limit is the bound', async () => {
    const { lines, exitCode } = run('192.0.2.1', false, { max: 1200 });
    expect(lines.at(-1)).toBe('The path MTU is at least 1200, the largest packet that was tried.');
    expect(await exitCode).toBe(0);
  });

  it('gives 1 when nobody answers', async () => {
    const { lines, exitCode } = run('192.0.2.2');
    expect(lines.slice(-2)).toEqual(['   68  timed out', 'The path MTU was not found.']);
    expect(await exitCode).toBe(1);
  });

  it('is rejected for a target without an address', async () => {
    const { lines, exitCode } = run('a.invalid');
    await expect(exitCode).rejects.toMatchObject({ name: 'CliError', message: expect.stringContaining('a.invalid') });
    expect(lines).toEqual([]);
  });
});

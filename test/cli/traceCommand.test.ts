import type { TracerouteOptions } from 'rxicmp';
import type { Scenario } from 'rxicmp/testing';
import { describe, expect, it } from 'vitest';
import { traceCommand } from '../../src/cli/commands/traceCommand.ts';
import { type CommandRun, runCommand } from './runCommand.ts';

const scenario: Scenario = {
  hosts: [
    { address: '192.0.2.1', latency: [1, 2, 3], routers: ['198.51.100.1', null] },
    { address: '192.0.2.2', routers: ['198.51.100.1'], silent: true },
    { address: '192.0.2.3', refuse: { type: 3, code: 1, from: '198.51.100.9' } },
    { address: '192.0.2.4', unsent: 'ENETUNREACH' },
  ],
  names: { 'host.example': ['192.0.2.1'] },
};

function run(target: string, options: TracerouteOptions = {}, json = false, abortAt = Infinity): CommandRun {
  return runCommand(
    scenario,
    (driver, around) =>
      traceCommand(
        { name: 'trace', targets: [target], options: { ...options, driver }, manner: json ? { form: 'json' } : {} },
        around,
      ),
    { abortAt },
  );
}

describe('traceCommand', () => {
  it('reads like traceroute', async () => {
    const { lines, exitCode } = run('host.example', { payload: 64 });
    expect(lines[0]).toBe('Route to host.example (192.0.2.1), at most 30 hops, 64 bytes of data');
    expect(lines[1]).toMatch(/^ 1 {2}198\.51\.100\.1 {2}\d\.000 ms {2}\d\.000 ms {2}\d\.000 ms$/);
    expect(lines[2]).toBe(' 2  *  *  *');
    expect(lines[3]).toMatch(/^ 3 {2}192\.0\.2\.1 {2}\d\.000 ms {2}\d\.000 ms {2}\d\.000 ms$/);
    expect(lines).toHaveLength(4);
    expect(await exitCode).toBe(0);
  });

  it('prints one JSON object a hop', async () => {
    const { lines, exitCode } = run('192.0.2.1', { probes: 1 }, true);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { type: 'hop', ttl: 1, responders: ['198.51.100.1'], final: false, replies: [{ sequence: 0 }] },
      { type: 'hop', ttl: 2, responders: [], final: false, replies: [{ status: 'timed-out' }] },
      { type: 'hop', ttl: 3, responders: ['192.0.2.1'], final: true, replies: [{ status: 'success' }] },
    ]);
    expect(await exitCode).toBe(0);
  });

  it('gives 1 when the target is not reached', async () => {
    const silent = run('192.0.2.2', { maxTtl: 2, probes: 1 });
    expect(silent.lines.slice(1)).toEqual([' 1  198.51.100.1  1.000 ms', ' 2  *']);
    expect(await silent.exitCode).toBe(1);
    const refused = run('192.0.2.3', { probes: 1 });
    expect(refused.lines.slice(1)).toEqual([' 1  198.51.100.9  1.000 ms !H']);
    expect(await refused.exitCode).toBe(1);
    const unsent = run('192.0.2.4');
    expect(unsent.lines.slice(1)).toEqual([' 1  not sent (ENETUNREACH)']);
    expect(await unsent.exitCode).toBe(1);
  });

  it('ends when it is aborted', async () => {
    const { lines, exitCode, network } = run('192.0.2.1', {}, false, 500);
    expect(lines).toHaveLength(2);
    expect(await exitCode).toBe(1);
    expect(network.counters()).toMatchObject({ handles: 0, outstanding: 0 });
  });

  it('is rejected for a target without an address', async () => {
    const message = expect.stringMatching(/^No target has an address: a\.invalid \(ENOTFOUND\)\. Fix: /) as string;
    const { lines, exitCode } = run('a.invalid');
    await expect(exitCode).rejects.toMatchObject({ name: 'CliError', message });
    expect(lines).toEqual([]);
    await expect(run('192.0.2.1', { maxTtl: 0 }).exitCode).rejects.toMatchObject({ argument: 'maxTtl' });
  });
});

import type { PingOptions } from 'rxicmp';
import type { Scenario } from 'rxicmp/testing';
import { describe, expect, it } from 'vitest';
import type { WaitManner } from '../../src/cli/arguments/waitFlags.ts';
import { waitCommand } from '../../src/cli/commands/waitCommand.ts';
import { objectsOf } from './objectsOf.ts';
import { type CommandRun, runCommand } from './runCommand.ts';

const scenario: Scenario = {
  hosts: [
    { address: '192.0.2.1', latency: 10 },
    // Boots: two probes are lost.
    { address: '192.0.2.2', phases: [{ for: 2500, silent: true }, { latency: 20 }] },
    { address: '192.0.2.3', silent: true },
    { address: '192.0.2.4', unsent: 'ENETUNREACH' },
  ],
};

function run(
  targets: readonly string[],
  manner: WaitManner = {},
  options: PingOptions = {},
  abortAt = 60_000,
): CommandRun {
  return runCommand(
    scenario,
    (driver, around) => waitCommand({ name: 'wait', targets, options: { ...options, driver }, manner }, around),
    { abortAt },
  );
}

describe('waitCommand', () => {
  it('ends with the first answer of each', async () => {
    const { lines, exitCode, network } = run(['192.0.2.1', '192.0.2.2']);
    expect(lines).toEqual(['192.0.2.1 answers after 0.0 s: 10.000 ms', '192.0.2.2 answers after 3.0 s: 20.000 ms']);
    expect(await exitCode).toBe(0);
    expect(network.counters()).toMatchObject({ sent: 5, outstanding: 0, handles: 0 });
  });

  it('waits for silence', async () => {
    const { lines, exitCode } = run(['192.0.2.3'], { silence: true });
    expect(lines).toEqual(['192.0.2.3 is silent after 3.0 s']);
    expect(await exitCode).toBe(0);
  });

  it('gives up when its time is over', async () => {
    const { lines, exitCode } = run(['192.0.2.1', '192.0.2.3'], { for: 5000 });
    expect(lines.slice(1)).toEqual(['192.0.2.3 did not answer: timed out']);
    expect(await exitCode).toBe(1);
    expect(await run(['192.0.2.1'], { silence: true, for: 5000, quiet: true }).exitCode).toBe(1);
  });

  it('gives up after some probes, and says what came instead', async () => {
    const names = Array.from({ length: 5 }, (_, i) => `${i}.invalid`);
    const { lines, exitCode, network } = run(['192.0.2.3', ...names], {}, { count: 2 });
    expect(lines).toEqual([
      '192.0.2.3 did not answer: timed out',
      '0.invalid did not answer: not resolved: the name has no address (ENOTFOUND)',
      '1.invalid did not answer: not resolved: the name has no address (ENOTFOUND)',
      '3 more did not answer',
    ]);
    expect(await exitCode).toBe(1);
    expect(network.counters().sent).toBe(2);
    expect(run(['192.0.2.1'], { silence: true }, { count: 2 }).lines).toEqual([
      '192.0.2.1 did not fall silent: 10.000 ms',
    ]);
  });

  it('gives 2 when nothing could be sent', async () => {
    const { lines, exitCode } = run(['192.0.2.4'], { for: 5000 });
    expect(lines).toEqual([
      '192.0.2.4 did not answer: not sent: this machine has no route to the network (ENETUNREACH)',
    ]);
    expect(await exitCode).toBe(2);
    expect(await run(['192.0.2.4', '192.0.2.3'], { for: 5000 }).exitCode).toBe(1);
    expect(await run(['192.0.2.4'], {}, {}, 2500).exitCode).toBe(1);
  });

  it('rings for each, and shows the time', () => {
    const { lines, told } = run(['192.0.2.1', '192.0.2.2'], { bell: 'answer', stamps: true });
    expect(told).toEqual(['\x07', '\x07']);
    expect(lines[0]).toBe('1970-01-01T00:00:00.010Z 192.0.2.1 answers after 0.0 s: 10.000 ms');
  });

  it('prints an object for each, or nothing', () => {
    const [line, ...others] = run(['192.0.2.1'], { form: 'json' }).lines;
    expect(objectsOf([line!])[0]).toMatchObject({
      type: 'answered',
      target: '192.0.2.1',
      waited: 10,
      status: 'success',
    });
    expect(others).toEqual([]);
    expect(run(['192.0.2.1'], { quiet: true }).lines).toEqual([]);
  });
});

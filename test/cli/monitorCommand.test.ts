import type { PingOptions } from 'rxicmp';
import type { Scenario } from 'rxicmp/testing';
import { describe, expect, it } from 'vitest';
import { LiveText } from '../../src/cli/terminal/liveText.ts';
import { monitorCommand } from '../../src/cli/commands/monitorCommand.ts';
import type { MonitorManner } from '../../src/cli/arguments/monitorFlags.ts';
import { type CommandRun, runCommand } from './runCommand.ts';

const scenario: Scenario = {
  hosts: [
    { address: '192.0.2.1', latency: 10 },
    { address: '192.0.2.2', refuse: { type: 3, code: 1, from: '198.51.100.9' } },
    // Answers two requests in time, then none.
    { address: '192.0.2.3', latency: [10, 20, 3000] },
  ],
};

interface Also {
  readonly json?: boolean;
  readonly screen?: LiveText;
  readonly abortAt?: number;
}

function run(targets: readonly string[], given: MonitorManner & PingOptions = {}, also: Also = {}): CommandRun {
  const { up, down, ...options } = given;
  const manner = { ...(up && { up }), ...(down && { down }) };
  const { json = false, abortAt = 9500, screen = null } = also;
  return runCommand(
    scenario,
    (driver, around) =>
      monitorCommand(
        {
          name: 'monitor',
          targets,
          options: { ...options, driver },
          manner: { ...manner, ...(json && { form: 'json' }) },
        },
        around,
      ),
    { abortAt, live: screen },
  );
}

describe('monitorCommand', () => {
  it('prints a line for each transition', async () => {
    const { lines, exitCode, network } = run(['192.0.2.3', '192.0.2.2']);
    expect(lines.map((line) => line.replace(/^1970-01-01T00:00:\d\d\.\d{3}Z /, ''))).toEqual([
      '192.0.2.3 unknown -> up: 20.000 ms',
      '192.0.2.2 unknown -> down: destination host unreachable from 198.51.100.9',
      '192.0.2.3 up -> down: timed out',
    ]);
    expect(await exitCode).toBe(1);
    expect(network.counters()).toMatchObject({ handles: 0, outstanding: 0 });
  });

  it('takes other numbers for up and down', () => {
    const { lines } = run(['192.0.2.3'], { up: { n: 1, of: 1 }, down: { n: 1, of: 4 }, interval: 2000 });
    expect(lines).toEqual([
      '1970-01-01T00:00:00.000Z 192.0.2.3 unknown -> up: 10.000 ms',
      '1970-01-01T00:00:04.000Z 192.0.2.3 up -> down: timed out',
    ]);
  });

  it('prints one JSON object a transition, also on a terminal', async () => {
    const written: string[] = [];
    const screen = new LiveText({ columns: 80, rows: 24, write: (text) => written.push(text) });
    const { lines, exitCode } = run(['192.0.2.1', '192.0.2.1'], {}, { json: true, screen });
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { type: 'transition', target: '192.0.2.1', from: 'unknown', to: 'up', evidence: [{}, {}] },
    ]);
    expect(written).toEqual([]);
    expect(await exitCode).toBe(0);
  });

  it('keeps a table up to date on a terminal, and leaves the last one there', async () => {
    const written: string[] = [];
    const screen = new LiveText({ columns: 100, rows: 24, write: (text) => written.push(text) });
    const { lines, exitCode } = run(['192.0.2.1', '192.0.2.3'], {}, { screen, abortAt: 5500 });
    expect(lines).toEqual([]);
    expect(await exitCode).toBe(0);
    expect(written.length).toBeGreaterThan(5);
    expect(written.at(-1)).toBe('\n');
    expect(written.at(-2)).toBe(
      [
        '\r\x1b[2ATARGET     STATE  SENT   LOSS     AVG  LAST\x1b[K',
        '192.0.2.1  up        6   0.0%  10.000  10.000 ms  ██████\x1b[K',
        '192.0.2.3  down      5  60.0%  15.000  timed out  ▅█×××\x1b[K\x1b[J',
      ].join('\n'),
    );
  });

  it('sends nothing when anything is wrong', async () => {
    for (const [targets, options, argument] of [
      [['192.0.2.1', '0.0.0.0'], {}, 'target'],
      [['192.0.2.1'], { up: { n: 3, of: 2 } }, 'up.n'],
      [['192.0.2.1'], { interval: 0 }, 'interval'],
    ] as const) {
      const { lines, exitCode, network } = run(targets, options);
      await expect(exitCode).rejects.toMatchObject({ code: 'ERR_ICMP_ARGUMENT', argument });
      expect(lines).toEqual([]);
      expect(network.counters()).toMatchObject({ sent: 0, handles: 0 });
    }
  });

  it('ends when no target has an address', async () => {
    const message = expect.stringContaining('a.invalid (ENOTFOUND)') as string;
    await expect(run(['a.invalid']).exitCode).rejects.toMatchObject({ name: 'CliError', message });
  });
});

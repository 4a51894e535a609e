import type { PingOptions } from 'rxicmp';
import type { Scenario } from 'rxicmp/testing';
import { type Observable, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { monitorCommand } from '../../src/cli/commands/monitorCommand.ts';
import type { MonitorManner } from '../../src/cli/arguments/monitorFlags.ts';
import { widthOf } from '../../src/cli/terminal/widthOf.ts';
import { FakeScreen } from './fakeScreen.ts';
import { objectsOf } from './objectsOf.ts';
import { type CommandRun, runCommand, type RunOptions } from './runCommand.ts';

const scenario: Scenario = {
  hosts: [
    { address: '192.0.2.1', latency: 10 },
    { address: '192.0.2.2', refuse: { type: 3, code: 1, from: '198.51.100.9' } },
    // Answers two requests in time, then none.
    { address: '192.0.2.3', latency: [10, 20, 3000] },
    { address: '192.0.2.4', latency: 10, phases: [{ for: 6500, silent: true }, {}] },
    { address: '192.0.2.5', unsent: 'ENETUNREACH' },
  ],
};

interface Also extends MonitorManner {
  readonly screen?: FakeScreen;
  readonly abortAt?: number;
  readonly during?: RunOptions['during'];
  readonly lists?: Observable<readonly string[]>;
}

function run(targets: readonly string[], options: PingOptions = {}, also: Also = {}): CommandRun {
  const { abortAt = 9500, screen = null, during, lists, ...manner } = also;
  return runCommand(
    scenario,
    (driver, around) =>
      monitorCommand(
        { name: 'monitor', targets, options: { phase: 'aligned', ...options, driver }, manner },
        around,
        lists,
      ),
    { abortAt, screen, ...(during && { during }) },
  );
}

const withoutTime = (lines: readonly string[]): string[] =>
  lines.map((line) => line.replace(/^1970-01-01T00:00:\d\d\.\d{3}Z /, ''));

describe('monitorCommand', () => {
  it('prints a line for each transition', async () => {
    const { lines, exitCode, network } = run(['192.0.2.3', '192.0.2.2']);
    expect(withoutTime(lines)).toEqual([
      '192.0.2.3 unknown -> up: 20.000 ms',
      '192.0.2.2 unknown -> down: destination host unreachable from 198.51.100.9',
      '192.0.2.3 up -> down: timed out',
      expect.stringMatching(/^HOST +SENT/),
      expect.stringMatching(/^192\.0\.2\.3 +9 +2 /),
      expect.stringMatching(/^192\.0\.2\.2 +10 +0 .*10 rejected$/),
      '2 targets: 0 up, 2 down',
    ]);
    expect(await exitCode).toBe(1);
    expect(network.counters()).toMatchObject({ handles: 0, outstanding: 0 });
  });

  it('takes other numbers for up and down', () => {
    const manner = { up: { n: 1, of: 1 }, down: { n: 1, of: 4 } };
    expect(withoutTime(run(['192.0.2.3'], { interval: 2000 }, manner).lines).slice(0, 2)).toEqual([
      '192.0.2.3 unknown -> up: 10.000 ms',
      '192.0.2.3 up -> down: timed out',
    ]);
  });

  it('prints one JSON object a transition, also on a terminal', async () => {
    const screen = new FakeScreen();
    const { lines, exitCode } = run(['192.0.2.1', '192.0.2.1'], {}, { form: 'json', screen });
    expect(objectsOf(lines)).toMatchObject([
      { type: 'transition', target: '192.0.2.1', from: 'unknown', to: 'up', evidence: [{}, {}] },
      { type: 'statistics', target: '192.0.2.1', sent: 10, received: 10 },
    ]);
    expect(screen.pictures).toEqual([]);
    expect(await exitCode).toBe(0);
  });

  it('tells how long an outage was, and what cannot be sent', () => {
    const { lines } = run(['192.0.2.4', '192.0.2.5'], {}, { abortAt: 20_000 });
    expect(withoutTime(lines)).toEqual(
      expect.arrayContaining([
        '192.0.2.4 down -> up: 10.000 ms (down for 00:06)',
        '192.0.2.5 cannot be sent to: this machine has no route to the network (ENETUNREACH)',
      ]),
    );
  });

  it('keeps a table up to date on a screen, and prints the summary after it', async () => {
    const screen = new FakeScreen(100, 12);
    const { lines, exitCode } = run(['192.0.2.1', '192.0.2.3'], {}, { screen, abortAt: 5500 });
    expect(screen.isOpen).toBe(false);
    expect(screen.last.slice(0, 4)).toEqual([
      '2 targets: 1 up, 1 down  sort: trouble  ? keys',
      '  TARGET     STATE            LOSS      LAST       AVG       P95     SENT  0 to 20 ms',
      '> 192.0.2.3  down 00:01      60.0%         -    15.000    19.938        5  ▅█×××',
      '  192.0.2.1  up               0.0%    10.000    10.000    10.000        6  ▅▅▅▅▅▅',
    ]);
    expect(screen.last.slice(4)).toHaveLength(4);
    expect(lines.at(-1)).toBe('2 targets: 1 up, 1 down');
    expect(await exitCode).toBe(0);
  });

  it('obeys keys', async () => {
    const screen = new FakeScreen(100, 30);
    const seen: string[] = [];
    const press = (at: number, ...keys: string[]) =>
      [at, () => (screen.press(...keys), seen.push(screen.last.join('\n')))] as const;
    const { exitCode } = run(
      ['192.0.2.1', '192.0.2.2', '192.0.2.3'],
      {},
      {
        screen,
        during: (scheduler) => {
          for (const [at, act] of [
            press(4000, 's'),
            press(4010, '/', '.', '3', 'enter'),
            press(4020, 'escape', 'l'),
            press(4030, 'down', 'enter'),
            press(4040, 'enter', '?'),
            press(4050, '?', 'r'),
            press(4060, 'p'),
            press(4070, 'q'),
          ]) {
            scheduler.schedule(act, at);
          }
        },
      },
    );
    const [byName, filtered, log, alone, help, reset, paused] = seen;
    expect(byName).toMatch(/sort: name.*\n.*\n> 192\.0\.2\.1 .*\n {2}192\.0\.2\.2 .*\n {2}192\.0\.2\.3/);
    expect(filtered).toMatch(/filter: \.3 /);
    expect(filtered).not.toContain('  192.0.2.1 ');
    expect(log).toContain('log 0 to 20 ms');
    expect(alone).toMatch(/^192\.0\.2\.2 {2}down 00:02 .*\n\n5 sent, 0 received/);
    expect(alone).toContain('(no answer yet)');
    expect(help).toContain('sort by trouble');
    expect(reset).toMatch(/192\.0\.2\.1 +up +- +- +- +- +0/);
    expect(paused).toContain('paused');
    expect(screen.isOpen).toBe(false);
    expect(await exitCode).toBe(1);
  });

  it('names each bar of a histogram differently, however short the times are', () => {
    const screen = new FakeScreen(80, 40);
    const hosts = [{ address: '192.0.2.1', latency: 0.04 }];
    runCommand(
      { hosts },
      (driver, around) =>
        monitorCommand(
          { name: 'monitor', targets: ['192.0.2.1'], options: { driver, phase: 'aligned' }, manner: {} },
          around,
        ),
      { screen, abortAt: 4500, during: (scheduler) => scheduler.schedule(() => screen.press('enter'), 3000) },
    );
    const names = screen.last.flatMap((line) => /^ *to [\d.]+ ms/.exec(line) ?? []);
    expect(names).toHaveLength(8);
    expect(new Set(names).size).toBe(8);
    expect(names[0]).toMatch(/ to 0\.005 ms$/);
  });

  it('moves by pages, through targets in the order of their numbers', () => {
    const screen = new FakeScreen(100, 12);
    const seen: string[] = [];
    const names = Array.from({ length: 30 }, (_, i) => `198.51.100.${i}`);
    const press = (at: number, ...keys: string[]) =>
      [at, () => (screen.press(...keys), seen.push(screen.last.find((line) => line.startsWith('>'))!))] as const;
    run(
      [...names].reverse(),
      {},
      {
        screen,
        abortAt: 900,
        during: (scheduler) => {
          for (const [at, act] of [
            press(250),
            press(280, 'page down'),
            press(300, 'down'),
            press(400, 'page up'),
            press(500, 'page down', 'page down', 'page down', 'page down'),
            press(600, 'page up', 'page up', 'page up', 'page up', 'page up'),
          ])
            scheduler.schedule(act, at);
        },
      },
    );
    expect(seen.map((line) => Number(/198\.51\.100\.(\d+) /.exec(line)![1]))).toEqual([0, 10, 11, 1, 29, 0]);
  });

  it('keeps columns apart whatever letters names have', () => {
    const screen = new FakeScreen(60, 12);
    run(['192.0.2.1', '例え例え.example'], {}, { screen, abortAt: 900 });
    const starts = screen.last
      .slice(2, 4)
      .map((line) => widthOf(line.slice(0, line.search(/ (up|unknown|unresolved) /))));
    expect(starts[0]).toBe(starts[1]);
  });

  it('fits every screen, and its columns do not move', () => {
    for (const [columns, rows] of [
      [40, 10],
      [20, 5],
      [300, 100],
    ] as const) {
      const screen = new FakeScreen(columns, rows, { colors: false, unicode: true });
      run(['192.0.2.1', '192.0.2.2', '192.0.2.3'], {}, { screen });
      const starts = new Set(
        screen.pictures.slice(2).map((lines) => lines[1]!.trimEnd().replace(/ {2}0 to .*/, '').length),
      );
      expect(starts.size).toBe(1);
      expect(screen.last.length).toBeLessThanOrEqual(rows);
      expect(screen.last[2]).toMatch(/^> 192/);
    }
  });

  it('counts what has no address, and prints the counts so far again and again where there is no screen', async () => {
    const { lines, told, exitCode } = run(['192.0.2.1', '192.0.2.4', 'a.invalid'], {}, { every: 8000, bell: 'loss' });
    const heads = lines.filter((line) => line.startsWith('HOST '));
    expect(heads).toHaveLength(2);
    expect(lines.at(-1)).toBe('3 targets: 2 up, 0 down, 1 unresolved');
    // One is silent for a while, and one has no address.
    expect(told).toEqual(['\x07', '\x07']);
    expect(await exitCode).toBe(1);
  });

  it('follows its list', () => {
    const lists = new Subject<readonly string[]>();
    const { lines, network } = run(
      ['192.0.2.1', '192.0.2.2'],
      {},
      {
        lists,
        abortAt: 8500,
        during: (scheduler) => scheduler.schedule(() => lists.next(['192.0.2.1', '192.0.2.4']), 4100),
      },
    );
    const told = withoutTime(lines);
    expect(told).toContain('192.0.2.2 removed');
    expect(told).toContain('192.0.2.4 added');
    expect(lines.at(-1)).toMatch(/^2 targets/);
    expect(network.counters()).toMatchObject({ handles: 0, outstanding: 0 });
  });

  it('sends nothing when anything is wrong', async () => {
    for (const [targets, options, argument] of [
      [['192.0.2.1', '0.0.0.0'], {}, 'target'],
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
    await expect(run(['a.invalid'], {}, { abortAt: Infinity }).exitCode).rejects.toMatchObject({
      name: 'CliError',
      message,
    });
  });
});

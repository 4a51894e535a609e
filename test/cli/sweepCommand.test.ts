import type { SweepEveryOptions } from 'rxicmp';
import type { Scenario } from 'rxicmp/testing';
import { describe, expect, it } from 'vitest';
import { LiveText } from '../../src/cli/terminal/liveText.ts';
import { sweepCommand } from '../../src/cli/commands/sweepCommand.ts';
import type { SweepManner } from '../../src/cli/arguments/sweepFlags.ts';
import { objectsOf } from './objectsOf.ts';
import { type CommandRun, runCommand } from './runCommand.ts';

const scenario: Scenario = {
  hosts: [
    { address: '192.0.2.1', latency: 10 },
    { address: '192.0.2.2', refuse: { type: 3, code: 1, from: '198.51.100.9' } },
    { address: '192.0.2.5', loss: { every: 2 } },
    { address: '192.0.2.6', unsent: 'EINVAL' },
  ],
  names: { 'host.example': ['192.0.2.1'] },
};

interface Also {
  readonly abortAt?: number;
  readonly askAt?: number;
  readonly live?: LiveText;
}

function run(
  targets: readonly string[],
  options: SweepEveryOptions = {},
  manner: SweepManner = {},
  also: Also = {},
): CommandRun {
  return runCommand(
    scenario,
    (driver, around) => sweepCommand({ name: 'sweep', targets, options: { ...options, driver }, manner }, around),
    also,
  );
}

describe('sweepCommand', () => {
  it('says what became of every host of a block, as it comes', async () => {
    const { lines, told, exitCode, network } = run(['192.0.2.0/30', 'host.example', '192.0.2.9']);
    expect(told).toEqual(['rxicmp: 192.0.2.0/30: its network and broadcast address are left out.\n']);
    expect(lines).toEqual([
      '192.0.2.2: destination host unreachable from 198.51.100.9',
      expect.stringMatching(/^(192\.0\.2\.1|host\.example \(192\.0\.2\.1\)): 10\.000 ms$/),
      expect.stringMatching(/^(192\.0\.2\.1|host\.example \(192\.0\.2\.1\)): 10\.000 ms$/),
      '192.0.2.9: timed out',
      '',
      '2 up, 2 down in 1.0 s, 1 rejected',
      'rtt min/avg/max/stddev = 10.000/10.000/10.000/0.000 ms',
    ]);
    expect(new Set(lines).size).toBe(7);
    expect(await exitCode).toBe(1);
    // Neither the network nor the broadcast address.
    expect(network.counters()).toMatchObject({ sent: 4, handles: 0 });
  });

  it.each([
    ['2001:db8::/126', 3, ['rxicmp: 2001:db8::/126: its first address, that of all its routers, is left out.\n']],
    ['2001:db8::4/126', 4, []],
    ['192.0.2.0/31', 2, []],
  ])('tells what it leaves out of %s', async (text, sent, expected) => {
    const { told, exitCode, network } = run([text]);
    expect(told).toEqual(expected);
    await exitCode;
    expect(network.counters()).toMatchObject({ sent });
  });

  it('gives 0 when every target answered', async () => {
    expect(await run(['192.0.2.1-192.0.2.1', 'host.example']).exitCode).toBe(0);
  });

  it('prints only who answers', async () => {
    const { lines, exitCode } = run(['192.0.2.0/29'], {}, { alive: true });
    expect(lines.sort()).toEqual(['192.0.2.1', '192.0.2.5']);
    expect(await exitCode).toBe(1);
    const json = run(['192.0.2.0/30'], {}, { alive: true, form: 'json' }).lines;
    expect(objectsOf(json)).toMatchObject([
      { type: 'reply', target: '192.0.2.1', status: 'success' },
      { type: 'statistics', target: '192.0.2.0/30', sent: 2, received: 1 },
    ]);
  });

  it('sweeps in rounds, and sums up each target', async () => {
    const { lines, exitCode } = run(['192.0.2.1', '192.0.2.5'], { rounds: 2 }, { interval: 2000 });
    expect(lines.filter((line) => line.startsWith('['))).toEqual(
      expect.arrayContaining(['[0] 192.0.2.1: 10.000 ms', '[1] 192.0.2.1: 10.000 ms', '[1] 192.0.2.5: timed out']),
    );
    expect(lines.slice(-5)).toEqual([
      '',
      'HOST       SENT  RECV   LOSS     MIN     AVG     P95     MAX  JITTER',
      '192.0.2.1     2     2   0.0%  10.000  10.000  10.000  10.000   0.000',
      '192.0.2.5     2     1  50.0%   1.000   1.000   1.000   1.000       -',
      expect.stringMatching(/^2 up, 0 down in \d\.\d s$/),
    ]);
    expect(await exitCode).toBe(0);
  });

  it('tells once when the rate is too low for the rounds', () => {
    const { told } = run(['192.0.2.1', '192.0.2.5'], { rounds: 3, rate: 1 }, { interval: 1000 });
    expect(told).toEqual([
      'rxicmp: --rate is 1, expected at least 2, for 2 targets every 1000 ms. ' +
        'Fix: raise the rate or the interval, or leave out the rate for no limit.\n',
    ]);
    expect(run(['192.0.2.1'], { rounds: 2, rate: 1 }, { interval: 1000 }).told).toEqual([]);
  });

  it('gives 1 when it is aborted before it is through', async () => {
    const { exitCode, network } = run(['192.0.2.1', '192.0.2.1'], { rate: 1 }, {}, { abortAt: 500 });
    expect(await exitCode).toBe(1);
    expect(network.counters()).toMatchObject({ sent: 1, handles: 0, outstanding: 0 });
    const rounds = run(['192.0.2.1'], {}, { interval: 1000 }, { abortAt: 2500 });
    expect(rounds.lines.at(-1)).toBe('1 up, 0 down in 2.5 s');
    expect(await rounds.exitCode).toBe(0);
  });

  it('shows the progress beside what is printed, and takes it away', () => {
    const written: string[] = [];
    const progress = new LiveText({ columns: 80, rows: 24, write: (text) => written.push(text) });
    run(['192.0.2.1', '192.0.2.9'], {}, {}, { live: progress });
    expect(written).toContain('\r1 of 2 (50%) probed, 1 answered, 1/s, 00:01 left\x1b[K\x1b[J');
    expect(written.at(-1)).toBe('\r\x1b[J');
    expect(written.filter((text) => text.includes('probed')).length).toBeGreaterThan(2);
  });

  it('shows no end of rounds that have none', () => {
    const written: string[] = [];
    const progress = new LiveText({ columns: 80, rows: 24, write: (text) => written.push(text) });
    run(['192.0.2.1', '192.0.2.9'], {}, { interval: 1000 }, { live: progress, abortAt: 4500 });
    const lines = written.filter((text) => text.includes('probed'));
    expect(lines.at(-1)).toMatch(/^\r8 probed, 5 answered, 2\/s\x1b\[K/);
    expect(lines.filter((text) => / of |left/.test(text))).toEqual([]);
  });

  it('names what it sums up, but never a list', () => {
    const target = (targets: readonly string[]) =>
      objectsOf(run(targets, {}, { form: 'json', quiet: true }).lines)[0]!['target'];
    expect([target(['192.0.2.1']), target(['192.0.2.1', 'host.example'])]).toEqual(['192.0.2.1', 'all']);
  });

  it('rings as it is told to', () => {
    const rings = (bell: 'answer' | 'loss') =>
      run(['192.0.2.1', '192.0.2.9', '192.0.2.8'], {}, { bell }).told.filter((text) => text === '\x07').length;
    expect([rings('answer'), rings('loss')]).toEqual([1, 2]);
  });

  it('sends nothing when anything is wrong', async () => {
    for (const [targets, options, argument] of [
      [['192.0.2.1', '192.0.2.0/33'], {}, 'text'],
      [['192.0.2.9-192.0.2.1'], {}, 'text'],
      [['192.0.2.1'], { rate: 0 }, 'rate'],
      [['192.0.2.1'], { rounds: 0 }, 'rounds'],
    ] as const) {
      const { lines, exitCode, network } = run(targets, options);
      await expect(exitCode).rejects.toMatchObject({ code: 'ERR_ICMP_ARGUMENT', argument });
      expect(lines).toEqual([]);
      expect(network.counters()).toMatchObject({ sent: 0, handles: 0 });
    }
    await expect(run(['2001:db8::/64'], { rounds: 2 }).exitCode).rejects.toMatchObject({ name: 'CliError' });
  });

  it('says how many were under way when it is aborted', async () => {
    const { lines, exitCode } = run(['192.0.2.8/29'], { rate: 100 }, {}, { abortAt: 15 });
    expect(await exitCode).toBe(1);
    expect(lines.at(-1)).toMatch(/^\(6 of 6 targets were under way\)$/);
    expect(lines).toContain('0 up, 0 down in 0.0 s');
  });

  it('says what is wrong with a target that can never be probed, and goes on with the others', async () => {
    const { lines, exitCode } = run(['2001:db8::1', '192.0.2.1', '0.0.0.0'], { family: 4 });
    expect(lines.slice(0, 3)).toEqual([
      '2001:db8::1: -4: family is 4, expected 6, the family of the target. Fix: leave it out, or give an IPv4 target.',
      '0.0.0.0: target is "0.0.0.0", expected the address of a host. Fix: for this machine write 127.0.0.1.',
      '192.0.2.1: 10.000 ms',
    ]);
    expect(await exitCode).toBe(1);
    // The system refuses this target with the same errno, for a reason of its own.
    expect(run(['0.0.0.0', '192.0.2.6']).lines[1]).toBe(
      '192.0.2.6: not sent: the system takes no such packet (EINVAL)',
    );
    const linkLocal = { code: 'ERR_ICMP_ARGUMENT', argument: 'target', expected: 'a zone on a link-local address' };
    await expect(run(['fe80::1']).exitCode).rejects.toMatchObject(linkLocal);
  });

  it('is rejected when no target has an address, and only then', async () => {
    const message = expect.stringMatching(
      /address: a\.invalid \(ENOTFOUND\), b\.invalid \(ENOTFOUND\)\. Fix/,
    ) as string;
    await expect(run(['a.invalid', 'b.invalid']).exitCode).rejects.toMatchObject({ name: 'CliError', message });
    expect(await run(['192.0.2.1', 'b.invalid']).exitCode).toBe(1);
    const once = expect.stringMatching(/address: a\.invalid \(ENOTFOUND\)\. Fix/) as string;
    await expect(run(['a.invalid'], { rounds: 3 }).exitCode).rejects.toMatchObject({ message: once });
    const many = Array.from({ length: 10 }, (_, i) => `${i}.invalid`);
    const few = expect.stringMatching(/\b\d\.invalid \(ENOTFOUND\), .+, .+ and 7 more\. Fix/) as string;
    await expect(run(many).exitCode).rejects.toMatchObject({ name: 'CliError', message: few });
    await expect(run(many, { rounds: 2 }).exitCode).rejects.toMatchObject({ name: 'CliError', message: few });
  });

  it('prints only who does not answer', () => {
    expect(run(['192.0.2.1-192.0.2.5'], {}, { unreachable: true }).lines.sort()).toEqual([
      '192.0.2.2',
      '192.0.2.3',
      '192.0.2.4',
    ]);
    expect(run(['192.0.2.1-192.0.2.2'], {}, { alive: true, elapsed: true }).lines).toEqual(['192.0.2.1 (10.000 ms)']);
  });

  it('writes what fping writes', () => {
    const list = ['192.0.2.1-192.0.2.2', 'host.example'];
    expect(run(list, {}, { format: 'fping', elapsed: true }).lines.sort()).toEqual([
      '192.0.2.1 is alive (10.0 ms)',
      '192.0.2.2 is unreachable',
      'host.example is alive (10.0 ms)',
    ]);
    expect(run(['192.0.2.5', 'host.example'], { rounds: 3 }, { format: 'fping', interval: 2000 }).lines).toEqual([
      '192.0.2.5    : 1.00 - 1.00',
      'host.example : 10.0 10.0 10.0',
    ]);
  });

  it('leaves out what it is told to', () => {
    const exclude = ['192.0.2.2-192.0.2.254', 'host.example'];
    const { lines, network } = run(['192.0.2.0/24', 'host.example'], {}, { exclude, alive: true });
    expect(lines).toEqual(['192.0.2.1']);
    expect(network.counters().sent).toBe(1);
  });

  it('writes rows of replies, or of counts', () => {
    const replies = run(['192.0.2.1'], {}, { form: 'csv' }).lines;
    expect(replies[0]).toMatch(/^target,destination,responder,sequence,/);
    expect(replies).toHaveLength(2);
    const counts = run(['192.0.2.1', '192.0.2.9'], { rounds: 2 }, { form: 'csv', quiet: true }).lines;
    expect(counts[0]).toMatch(/^target,from,to,sent,received,/);
    expect(
      counts
        .slice(1)
        .map((line) => line.replace(/,\d+,\d+,/, ','))
        .map((line) => line.slice(0, 15)),
    ).toEqual(['192.0.2.1,2,2,0', '192.0.2.9,2,0,2']);
  });

  it('prints the counts so far when asked, and each so often', () => {
    const asked = run(['192.0.2.1'], { rounds: 3 }, { interval: 1000, quiet: true }, { askAt: 1500 }).lines;
    expect(asked.filter((line) => line.includes(' up, '))).toHaveLength(2);
    expect(asked[1]).toMatch(/^192\.0\.2\.1 +2 +2 /);
    const often = run(['192.0.2.1'], { rounds: 3 }, { interval: 1000, quiet: true, every: 600 }).lines;
    expect(often.filter((line) => line.includes(' up, '))).toHaveLength(4);
  });

  it('ends when its time is over', async () => {
    const { network, exitCode } = run(['192.0.2.1'], {}, { interval: 1000, for: 2500, quiet: true });
    expect(await exitCode).toBe(0);
    expect(network.counters().sent).toBe(3);
  });

  it('gives 2 when nothing could be sent', async () => {
    expect(await run(['192.0.2.6']).exitCode).toBe(2);
  });
});

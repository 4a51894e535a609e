import type { PingOptions } from 'rxicmp';
import type { Scenario } from 'rxicmp/testing';
import { describe, expect, it } from 'vitest';
import { pingCommand } from '../../src/cli/commands/pingCommand.ts';
import type { Manner } from '../../src/cli/arguments/manner.ts';
import { objectsOf } from './objectsOf.ts';
import { type CommandRun, runCommand } from './runCommand.ts';

interface Also extends Manner {
  readonly json?: boolean;
  readonly abortAt?: number;
  readonly askAt?: number;
}

/** Runs the command in virtual time, to its end or to the abort. */
function run(
  targets: readonly string[],
  options: PingOptions,
  scenario: Scenario,
  { json = false, abortAt, askAt, ...manner }: Also = {},
): CommandRun {
  return runCommand(
    scenario,
    (driver, around) =>
      pingCommand(
        {
          name: 'ping',
          targets,
          options: { ...options, driver },
          manner: json ? { ...manner, form: 'json' } : manner,
        },
        around,
      ),
    { ...(abortAt !== undefined && { abortAt }), ...(askAt !== undefined && { askAt }) },
  );
}

const two: Scenario = {
  hosts: [
    { address: '192.0.2.1', latency: 10 },
    { address: '2001:db8::1', latency: 20 },
  ],
  names: { 'host.example': ['192.0.2.1'] },
};

describe('pingCommand', () => {
  it('announces a target with its address, reports each reply, and sums up', async () => {
    const { lines, exitCode } = run(['host.example', '2001:db8::1'], { count: 2, payload: 64 }, two);
    expect(lines).toEqual([
      'PING host.example (192.0.2.1): 64 bytes of data',
      '64 bytes from host.example (192.0.2.1): seq=0 ttl=64 time=10.000 ms',
      'PING 2001:db8::1 (2001:db8::1): 64 bytes of data',
      '64 bytes from 2001:db8::1: seq=0 ttl=64 time=20.000 ms',
      '64 bytes from host.example (192.0.2.1): seq=1 ttl=64 time=10.000 ms',
      '64 bytes from 2001:db8::1: seq=1 ttl=64 time=20.000 ms',
      '',
      '--- host.example statistics ---',
      '2 sent, 2 received, 0% loss',
      'rtt min/avg/max/stddev = 10.000/10.000/10.000/0.000 ms',
      '',
      '--- 2001:db8::1 statistics ---',
      '2 sent, 2 received, 0% loss',
      'rtt min/avg/max/stddev = 20.000/20.000/20.000/0.000 ms',
    ]);
    expect(await exitCode).toBe(0);
  });

  it('prints one JSON object a line', async () => {
    const { lines, exitCode } = run(['host.example'], { count: 1 }, two, { json: true });
    expect(objectsOf(lines)).toMatchObject([
      { type: 'reply', target: 'host.example', destination: '192.0.2.1', status: 'success', rtt: 10 },
      { type: 'statistics', target: 'host.example', sent: 1, received: 1, rtt: { min: 10, stddev: 0 } },
    ]);
    expect(await exitCode).toBe(0);
  });

  it('pings a target as often as it is named', async () => {
    const { lines, exitCode } = run(['192.0.2.1', '192.0.2.1'], { count: 2 }, two);
    expect(lines.filter((line) => line === '2 sent, 2 received, 0% loss')).toHaveLength(2);
    expect(await exitCode).toBe(0);
  });

  it('shows what is late or comes twice, but does not wait for it in the end', async () => {
    const hosts = [
      { address: '192.0.2.1', latency: 1500 },
      { address: '192.0.2.2', latency: 10, copies: 2 },
    ];
    const late = run(['192.0.2.1'], { count: 2 }, { hosts });
    expect(late.lines.slice(1)).toEqual([
      '192.0.2.1: seq=0 timed out',
      '32 bytes from 192.0.2.1: seq=0 ttl=64 time=1500.000 ms (late)',
      '192.0.2.1: seq=1 timed out',
      '',
      '--- 192.0.2.1 statistics ---',
      '2 sent, 0 received, 100% loss, 1 late',
    ]);
    expect(await late.exitCode).toBe(1);
    const twice = run(['192.0.2.2'], { count: 2 }, { hosts });
    expect(twice.lines).toContain('32 bytes from 192.0.2.2: seq=0 ttl=64 time=20.000 ms (DUP!)');
    expect(twice.lines).toContain('2 sent, 2 received, 0% loss, 1 duplicate');
    expect(await twice.exitCode).toBe(0);
  });

  it('takes everybody who answers to a broadcast for an answer to one probe', () => {
    const hosts = [{ address: '192.0.2.255', responders: ['192.0.2.1', '192.0.2.2'] }];
    const { lines } = run(['192.0.2.255'], { count: 2 }, { hosts });
    expect(lines.filter((line) => line.includes('seq=')).map((line) => line.replace(/ ttl.*/, ''))).toEqual([
      '32 bytes from 192.0.2.1: seq=0',
      '32 bytes from 192.0.2.2: seq=0',
      '32 bytes from 192.0.2.1: seq=1',
    ]);
  });

  it('gives 1 when some target did not answer', async () => {
    const { lines, exitCode } = run(['192.0.2.1', '192.0.2.9'], { count: 1 }, two);
    expect(lines).toContain('192.0.2.9: seq=0 timed out');
    expect(await exitCode).toBe(1);
  });

  it('sums up when it is aborted, and counts nothing that is still in flight', async () => {
    const { lines, exitCode, network } = run(['192.0.2.1'], {}, two, { abortAt: 2005 });
    expect(await exitCode).toBe(0);
    expect(lines.slice(-5)).toEqual([
      '--- 192.0.2.1 statistics ---',
      '2 sent, 2 received, 0% loss',
      'rtt min/avg/max/stddev = 10.000/10.000/10.000/0.000 ms',
      '',
      '(1 probe in flight is not counted)',
    ]);
    expect(network.counters()).toMatchObject({ sent: 3, handles: 0, outstanding: 0 });
    const early = run(['192.0.2.9', '192.0.2.8'], { interval: 200 }, two, { abortAt: 500 });
    expect(await early.exitCode).toBe(1);
    expect(early.lines.slice(-3)).toEqual(['0 sent, 0 received', '', '(6 probes in flight are not counted)']);
    const none = run(['192.0.2.1'], {}, two, { abortAt: 500 });
    expect(await none.exitCode).toBe(0);
    expect(none.lines.at(-1)).toMatch(/^rtt /);
  });

  it('sends nothing to any target when one of them is wrong', async () => {
    const { lines, exitCode, network } = run(['192.0.2.1', 'host.example', '0.0.0.0'], { count: 1 }, two);
    await expect(exitCode).rejects.toMatchObject({ code: 'ERR_ICMP_ARGUMENT', value: '0.0.0.0' });
    expect(lines).toEqual([]);
    expect(network.counters()).toMatchObject({ sent: 0, handles: 0 });
  });

  it('ends when no target has an address, also without a count', async () => {
    const { lines, exitCode } = run(['a.invalid', 'b.invalid'], {}, two, { abortAt: 5000 });
    expect(lines.filter((line) => line.includes('seq='))).toEqual([
      'a.invalid: seq=0 not resolved: the name has no address (ENOTFOUND)',
      'b.invalid: seq=0 not resolved: the name has no address (ENOTFOUND)',
    ]);
    await expect(exitCode).rejects.toMatchObject({
      name: 'CliError',
      message:
        'No target has an address: a.invalid (ENOTFOUND), b.invalid (ENOTFOUND). ' +
        'Fix: check the spelling, and the DNS of this machine.',
    });
  });

  it('says of which family, when only one was asked for', async () => {
    const { exitCode } = run(['host.example'], { family: 6 }, two);
    await expect(exitCode).rejects.toMatchObject({
      message:
        'No target has an IPv6 address: host.example (ENOTFOUND). ' +
        'Fix: leave out -6, or check the spelling, and the DNS of this machine.',
    });
  });

  it('goes on when one has', async () => {
    const { lines, exitCode } = run(['a.invalid', 'host.example'], { count: 2 }, two);
    expect(lines).toContain('a.invalid: seq=1 not resolved: the name has no address (ENOTFOUND)');
    expect(lines).toContain('0 sent, 0 received, 2 not sent');
    expect(await exitCode).toBe(1);
  });

  it('gives each of many targets a line, and all of them one', async () => {
    const { lines, exitCode } = run(['192.0.2.1', '2001:db8::1', '192.0.2.9'], { count: 2 }, two);
    expect(lines).toHaveLength(6 + 1 + 4 + 1);
    expect(lines.filter((line) => line.startsWith('PING'))).toEqual([]);
    expect(lines.slice(-5)).toEqual([
      'HOST         SENT  RECV    LOSS     MIN     AVG     P95     MAX  JITTER',
      '192.0.2.1       2     2    0.0%  10.000  10.000  10.000  10.000   0.000',
      '2001:db8::1     2     2    0.0%  20.000  20.000  20.000  20.000   0.000',
      '192.0.2.9       2     0  100.0%       -       -       -       -       -',
      '2 up, 1 down in 2.0 s',
    ]);
    expect(await exitCode).toBe(1);
  });

  it('prints only the table when it is to be quiet, also so far', () => {
    const { lines } = run(['192.0.2.1'], { count: 3 }, two, { quiet: true, askAt: 1500 });
    expect(lines.map((line) => line.slice(0, 20))).toEqual([
      'HOST       SENT  REC',
      '192.0.2.1     2     ',
      '1 up, 0 down in 1.5 ',
      'HOST       SENT  REC',
      '192.0.2.1     3     ',
      '1 up, 0 down in 2.0 ',
    ]);
    expect(run(['192.0.2.1'], { count: 3 }, two, { quiet: true, every: 900 }).lines).toHaveLength(9);
  });

  it('shows addresses, and the time', () => {
    const { lines } = run(['host.example'], { count: 1 }, two, { numeric: true, stamps: true });
    expect(lines[1]).toBe('1970-01-01T00:00:00.010Z 32 bytes from 192.0.2.1: seq=0 ttl=64 time=10.000 ms');
  });

  it('rings as it is told to', () => {
    const rings = (bell: 'answer' | 'loss'): number =>
      run(['192.0.2.1', '192.0.2.9'], { count: 3 }, two, { bell }).told.filter((text) => text === '\x07').length;
    expect([rings('answer'), rings('loss')]).toEqual([3, 3]);
    const all = run(['192.0.2.1'], { count: 3 }, two, { bell: 'loss' }).told;
    expect(all).toEqual([]);
  });

  it('gives 2 when nothing could be sent', async () => {
    const scenario: Scenario = { hosts: [{ address: '192.0.2.1', unsent: 'ENETUNREACH' }] };
    expect(await run(['192.0.2.1'], { count: 1 }, scenario).exitCode).toBe(2);
  });
});

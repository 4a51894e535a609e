import type { PingOptions } from 'rxicmp';
import { SimulatedNetwork, type Scenario } from 'rxicmp/testing';
import { describe, expect, it } from 'vitest';
import { pingCommand } from '../../src/cli/commands/pingCommand.ts';
import { inVirtualTime } from '../unit/observables/virtual.ts';

interface Run {
  readonly lines: string[];
  readonly network: SimulatedNetwork;
  readonly exitCode: Promise<number>;
}

/** Runs the command in virtual time, to its end or to the abort. */
function run(
  targets: readonly string[],
  options: PingOptions,
  scenario: Scenario,
  { json = false, abortAt = Infinity } = {},
): Run {
  const lines: string[] = [];
  let ran: Omit<Run, 'lines'> | undefined;
  inVirtualTime((scheduler) => {
    const network = new SimulatedNetwork(scenario, scheduler);
    const controller = new AbortController();
    if (abortAt < Infinity) scheduler.schedule(() => controller.abort(), abortAt);
    const given = { name: 'ping', targets, options: { ...options, driver: network }, json } as const;
    const exitCode = pingCommand(given, controller.signal, (text) => lines.push(...text.split('\n')));
    // Whoever expects a rejection awaits it later.
    exitCode.catch(() => undefined);
    ran = { network, exitCode };
  });
  return { lines, ...ran! };
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
      '64 bytes from 192.0.2.1: seq=0 ttl=64 time=10.000 ms',
      'PING 2001:db8::1 (2001:db8::1): 64 bytes of data',
      '64 bytes from 2001:db8::1: seq=0 ttl=64 time=20.000 ms',
      '64 bytes from 192.0.2.1: seq=1 ttl=64 time=10.000 ms',
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
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
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
});

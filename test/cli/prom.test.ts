import type { Scenario } from 'rxicmp/testing';
import { describe, expect, it } from 'vitest';
import { monitorCommand } from '../../src/cli/commands/monitorCommand.ts';
import { pingCommand } from '../../src/cli/commands/pingCommand.ts';
import { sweepCommand } from '../../src/cli/commands/sweepCommand.ts';
import { type CommandRun, runCommand } from './runCommand.ts';

const scenario: Scenario = {
  hosts: [
    { address: '192.0.2.1', latency: 10 },
    { address: '192.0.2.2', silent: true },
  ],
};
const targets = ['192.0.2.1', '192.0.2.2'];
const manner = { form: 'prom' } as const;

/** The samples of an exposition, each line of which has to be one of the format. */
async function samplesOf({ lines, exitCode }: CommandRun): Promise<Map<string, number>> {
  await exitCode;
  const samples = new Map<string, number>();
  for (const line of lines) {
    if (/^# (HELP|TYPE) rxicmp_\w+ \S/.test(line)) continue;
    const [, name, value] = /^(rxicmp_\w+(?:\{(?:\w+="[^"]*",?)+\})?) (\S+)$/.exec(line) ?? [];
    if (name === undefined) throw new Error(`no line of an exposition: ${line}`);
    samples.set(name, Number(value));
  }
  return samples;
}

describe('-o prom', () => {
  it('of ping exposes what a scrape would get, and nothing else', async () => {
    const run = runCommand(scenario, (driver, around) =>
      pingCommand({ name: 'ping', targets, options: { count: 3, driver }, manner }, around),
    );
    const samples = await samplesOf(run);
    expect(samples.get('rxicmp_probes_total{target="192.0.2.1",status="success"}')).toBe(3);
    expect(samples.get('rxicmp_probes_total{target="192.0.2.2",status="timed-out"}')).toBe(3);
    expect(samples.get('rxicmp_rtt_seconds_sum{target="192.0.2.1"}')).toBeCloseTo(0.03);
    expect(samples.get('rxicmp_up{target="192.0.2.2"}')).toBe(0);
    expect(samples.get('rxicmp_engine_sent_total')).toBe(6);
  });

  it('of sweep exposes each target', async () => {
    const run = runCommand(scenario, (driver, around) =>
      sweepCommand({ name: 'sweep', targets, options: { driver }, manner }, around),
    );
    const samples = await samplesOf(run);
    expect(samples.get('rxicmp_up{target="192.0.2.1"}')).toBe(1);
    expect(samples.get('rxicmp_up{target="192.0.2.2"}')).toBe(0);
  });

  it('of monitor goes by its detector, and is printed again and again', async () => {
    const run = runCommand(
      scenario,
      (driver, around) =>
        monitorCommand(
          {
            name: 'monitor',
            targets,
            options: { count: 4, driver, phase: 'aligned' },
            manner: { ...manner, every: 2500 },
          },
          around,
        ),
      {},
    );
    const samples = await samplesOf(run);
    expect(samples.get('rxicmp_transitions_total{target="192.0.2.2",kind="reachability",to="down"}')).toBe(1);
    expect(samples.get('rxicmp_transitions_total{target="192.0.2.1",kind="reachability",to="up"}')).toBe(1);
    expect(run.lines.filter((line) => line === '# TYPE rxicmp_up gauge')).toHaveLength(2);
  });
});

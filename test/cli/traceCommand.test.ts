import type { TracerouteOptions } from 'rxicmp';
import type { Scenario } from 'rxicmp/testing';
import { describe, expect, it } from 'vitest';
import { traceCommand } from '../../src/cli/commands/traceCommand.ts';
import type { TraceManner } from '../../src/cli/arguments/traceFlags.ts';
import { FakeScreen } from './fakeScreen.ts';
import { objectsOf } from './objectsOf.ts';
import { type CommandRun, runCommand, type RunOptions } from './runCommand.ts';

const scenario: Scenario = {
  hosts: [
    { address: '192.0.2.1', latency: [1, 2, 3], routers: ['198.51.100.1', null] },
    { address: '192.0.2.2', routers: ['198.51.100.1'], silent: true },
    { address: '192.0.2.3', refuse: { type: 3, code: 1, from: '198.51.100.9' } },
    { address: '192.0.2.4', unsent: 'ENETUNREACH' },
    {
      address: '192.0.2.6',
      phases: [{ for: 9500, routers: ['198.51.100.1', '198.51.100.2'] }, { routers: ['198.51.100.1', '198.51.100.3'] }],
    },
    // What a system says when a neighbour is absent.
    { address: '192.0.2.5', latency: 3000, refuse: { type: 3, code: 1, from: '198.51.100.8' } },
  ],
  names: { 'host.example': ['192.0.2.1'] },
};

function run(
  target: string,
  options: TracerouteOptions = {},
  manner: TraceManner = {},
  also: RunOptions = {},
  over: Scenario = scenario,
): CommandRun {
  // Names come from the resolver of this machine.
  const given = { name: 'trace', targets: [target], manner: { numeric: true, ...manner } } as const;
  return runCommand(
    over,
    (driver, around) => traceCommand({ ...given, options: { ...options, driver } }, around),
    also,
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
    const { lines, exitCode } = run('192.0.2.1', { probes: 1 }, { form: 'json' });
    expect(objectsOf(lines)).toMatchObject([
      { type: 'hop', ttl: 1, responders: ['198.51.100.1'], final: false, replies: [{ sequence: 0 }] },
      { type: 'hop', ttl: 2, responders: [], final: false, replies: [{ status: 'timed-out' }] },
      { type: 'hop', ttl: 3, responders: ['192.0.2.1'], final: true, replies: [{ status: 'success' }] },
    ]);
    expect(await exitCode).toBe(0);
  });

  describe('MPLS labels', () => {
    const labelled: Scenario = {
      hosts: [{ address: '192.0.2.1', routers: ['198.51.100.1'] }],
      routers: [
        {
          address: '198.51.100.1',
          mplsLabels: [
            { label: 24_001, trafficClass: 0, bottomOfStack: false, ttl: 1 },
            { label: 16, trafficClass: 5, bottomOfStack: true, ttl: 254 },
          ],
        },
      ],
    };
    const lines = (options: TracerouteOptions, manner: TraceManner): readonly string[] =>
      run('192.0.2.1', options, manner, {}, labelled).lines;

    it('stand behind the router that told them', () => {
      const [, hop, end] = lines({ probes: 2 }, {});
      const stack = '[MPLS: L 24001 TC 0 S 0 TTL 1, L 16 TC 5 S 1 TTL 254]';
      expect(hop).toBe(` 1  198.51.100.1  ${stack}  1.000 ms  1.000 ms`);
      expect(end).toBe(' 2  192.0.2.1  1.000 ms  1.000 ms');
    });

    it('have rows of their own in a table', () => {
      const rows = lines({ rounds: 2 }, { report: true }).join('\n').split('\n');
      expect(rows.map((row) => row.slice(0, 40).trimEnd())).toEqual([
        expect.stringMatching(/^TTL +HOST/),
        expect.stringMatching(/^ +1 +198\.51\.100\.1 /),
        '       [MPLS: L 24001 TC 0 S 0 TTL 1]',
        '       [MPLS: L 16 TC 5 S 1 TTL 254]',
        expect.stringMatching(/^ +2 +192\.0\.2\.1 /),
      ]);
    });

    it('are whole in JSON, and only their numbers in CSV', () => {
      const { mplsLabels } = labelled.routers![0]!;
      const [hop, end] = objectsOf(lines({ probes: 1 }, { form: 'json' }));
      expect(hop).toMatchObject({ type: 'hop', replies: [{ mplsLabels }] });
      expect(end).toMatchObject({ type: 'hop', replies: [{ mplsLabels: null }] });
      const table = objectsOf(lines({ rounds: 2 }, { form: 'json' })).slice(-2);
      expect(table).toMatchObject([{ type: 'hopStatistics', mplsLabels }, { mplsLabels: null }]);
      const csv = lines({ rounds: 2 }, { form: 'csv' }).map((line) => line.split(',').slice(0, 4).join(','));
      expect(csv).toEqual([
        'target,ttl,responders,mplsLabels',
        '192.0.2.1,1,198.51.100.1,24001 16',
        '192.0.2.1,2,192.0.2.1,',
      ]);
    });
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
    expect(await unsent.exitCode).toBe(2);
    const table = run('192.0.2.4', { rounds: 2 });
    expect(table.lines[1]).toMatch(/^ {2}1 {2}\?\?\? .* not sent \(ENETUNREACH\)$/);
    expect(await table.exitCode).toBe(2);
  });

  it('ends when it is aborted', async () => {
    const { lines, exitCode, network } = run('192.0.2.1', {}, {}, { abortAt: 500 });
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

  it('waits for the refusal of a neighbour that is absent', async () => {
    const { lines, exitCode } = run('192.0.2.5');
    expect(lines.slice(1)).toEqual([' 1  198.51.100.8  3000.000 ms !H  3000.000 ms !H  3000.000 ms !H']);
    expect(await exitCode).toBe(1);
  });

  it('counts a refusal as lost in all columns, and shows its mark', () => {
    const { lines } = run('192.0.2.3', { rounds: 3 }, { report: true });
    expect(lines[1]).toBe('  1  198.51.100.9  100.0%     3     -    -     -      -      -    -  !H');
    const screen = new FakeScreen(120, 10);
    run('192.0.2.3', {}, {}, { screen, abortAt: 2500 });
    expect(screen.last[3]).toMatch(/-  ×××  !H$/);
  });

  it('has a line for each responder of a hop', () => {
    const { lines } = run('192.0.2.6', { rounds: 14 }, { report: true });
    expect(lines.slice(1).map((line) => line.slice(0, 19).trimEnd())).toEqual([
      '  1  198.51.100.1',
      '  2  198.51.100.2',
      '     198.51.100.3',
      '  3  192.0.2.6',
    ]);
  });

  it('shows the time of each hop', () => {
    const { lines } = run('192.0.2.1', { probes: 1 }, { stamps: true });
    expect(lines).toHaveLength(4);
    for (const line of lines) expect(line).toMatch(/^1970-01-01T00:00:\d\d\.\d{3}Z ( \d |Route to )/);
  });

  it('prints the table of a report once', async () => {
    const { lines, exitCode } = run('192.0.2.1', { rounds: 4 }, { report: true });
    expect(lines).toEqual([
      'TTL  HOST            LOSS  SENT   LAST    AVG   BEST  WORST  STDEV    P95',
      '  1  198.51.100.1    0.0%     4  1.000  1.000  1.000  1.000  0.000  1.000',
      '  2  ???           100.0%     4      -      -      -      -      -      -',
      '  3  192.0.2.1       0.0%     4  3.000  2.500  1.000  3.000  0.866  2.992',
    ]);
    expect(await exitCode).toBe(0);
  });

  it('writes rows, or objects, of a report', () => {
    const [head, ...rows] = run('192.0.2.1', { rounds: 2 }, { form: 'csv' }).lines;
    expect(head).toMatch(/^target,ttl,responders,mplsLabels,likelyRateLimited,sent,received,/);
    expect(rows.map((row) => row.split(',').slice(0, 7).join())).toEqual([
      '192.0.2.1,1,198.51.100.1,,false,2,2',
      '192.0.2.1,2,,,false,2,0',
      '192.0.2.1,3,192.0.2.1,,false,2,2',
    ]);
    const objects = objectsOf(run('192.0.2.1', { rounds: 2 }, { form: 'json' }).lines);
    expect(objects.slice(-3)).toMatchObject([1, 2, 3].map((ttl) => ({ type: 'hopStatistics', ttl, sent: 2 })));
    expect(objects).toHaveLength(2 * 3 + 3);
  });

  it('prints the table so far when asked, and each so often', () => {
    const { lines } = run(
      '192.0.2.1',
      { rounds: Infinity },
      { report: true, every: 4000 },
      { abortAt: 9500, askAt: 2500 },
    );
    const sent = lines.filter((line) => /^ +3 /.test(line)).map((line) => Number(line.trim().split(/ +/)[3]));
    expect(sent).toHaveLength(4);
    expect(sent).toEqual(sent.toSorted((x, y) => x - y));
    expect(new Set(sent).size).toBeGreaterThan(2);
  });

  it('ends when its time is over', async () => {
    const { lines, exitCode } = run('192.0.2.1', { rounds: Infinity }, { report: true, for: 5000 });
    expect(lines[0]).toMatch(/^TTL +HOST/);
    expect(await exitCode).toBe(0);
  });

  it('goes on on a screen, until a key says so, and leaves the table', async () => {
    const screen = new FakeScreen(100, 10);
    const { lines, exitCode } = run(
      'host.example',
      {},
      {},
      {
        screen,
        during: (scheduler) => {
          scheduler.schedule(() => screen.press('p'), 3100);
          scheduler.schedule(() => screen.press('p'), 4900);
          scheduler.schedule(() => screen.press('q'), 6100);
        },
      },
    );
    expect(screen.isOpen).toBe(false);
    expect(screen.last[0]).toMatch(/^host\.example \(192\.0\.2\.1\): round \d {2}q quit/);
    expect(screen.last[3]).toMatch(/^ {2}1 {2}198\.51\.100\.1 +0\.0% +\d.* █+$/);
    expect(screen.last[4]).toMatch(/×+$/);
    expect(screen.pictures.some(([line]) => line!.includes('paused'))).toBe(true);
    expect(lines[0]).toMatch(/^TTL/);
    expect(await exitCode).toBe(0);
  });

  it('draws what fits on a small screen, in ASCII where there is nothing else', () => {
    for (const [columns, rows] of [
      [40, 10],
      [20, 5],
      [300, 100],
    ] as const) {
      const screen = new FakeScreen(columns, rows, { unicode: false, colors: false });
      run('192.0.2.1', {}, {}, { screen, abortAt: 3000 });
      expect(screen.last.length).toBeGreaterThan(3);
      expect(screen.last.join('')).toMatch(/^[\x20-\x7e]*$/);
    }
  });

  it('tells when the route changes', async () => {
    const { lines, exitCode } = run('192.0.2.6', { interval: 1000 }, { changes: true, for: 28_000 });
    expect(lines).toEqual([
      '1970-01-01T00:00:10.000Z 192.0.2.6 from hop 2 on: 198.51.100.2 192.0.2.6 -> 198.51.100.3 192.0.2.6',
    ]);
    expect(await exitCode).toBe(0);
    const json = run('192.0.2.6', {}, { changes: true, form: 'json' }, { abortAt: 28_000 }).lines;
    expect(objectsOf(json)).toMatchObject([{ type: 'reroute', target: '192.0.2.6', ttl: 2 }]);
    const unsent = run('192.0.2.4', { rounds: 2 }, { changes: true });
    expect([unsent.lines, await unsent.exitCode]).toEqual([[], 2]);
    await expect(run('a.invalid', {}, { changes: true }).exitCode).rejects.toMatchObject({ name: 'CliError' });
  });
});

import type { EchoReply, Hop, HopStatistics, PingStatistics } from 'rxicmp';
import type { Scenario } from 'rxicmp/testing';
import { describe, expect, it } from 'vitest';
import type { Manner } from '../../src/cli/arguments/manner.ts';
import { monitorCommand } from '../../src/cli/commands/monitorCommand.ts';
import { pingCommand } from '../../src/cli/commands/pingCommand.ts';
import { sweepCommand } from '../../src/cli/commands/sweepCommand.ts';
import { traceCommand } from '../../src/cli/commands/traceCommand.ts';
import { objectsOf } from './objectsOf.ts';
import { type CommandRun, runCommand } from './runCommand.ts';

// What the statistics say, counted again from the lines of --json by the plain definitions. The same seed gives the same
// replies whatever the form of the output is, so the tables are held to the same numbers.

const scenario: Scenario = {
  seed: 7,
  hosts: [
    { address: '192.0.2.1', latency: { range: { min: 5, max: 60 } }, loss: 0.2 },
    { address: '192.0.2.2', latency: { logNormal: { median: 20, sigma: 0.8 } }, copies: 2, copied: { every: 7 } },
    { address: '192.0.2.3', latency: [10, 1500, 30], refuse: { type: 3, code: 1, from: '198.51.100.9' }, refused: 0.3 },
    { address: '192.0.2.4', silent: true },
    { address: '192.0.2.5', latency: 3, routers: ['198.51.100.1', null, '198.51.100.3'] },
  ],
  routers: [{ address: '198.51.100.1', latency: { range: { min: 1, max: 9 } }, loss: 0.25 }],
};
const targets = ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'];
const COUNT = 61;

type Own = Pick<
  PingStatistics,
  'sent' | 'received' | 'lost' | 'rejected' | 'late' | 'duplicates' | 'lossRatio' | 'rtt' | 'jitter'
> & {
  /** The time of the nearest rank. */
  readonly p95: number | null;
};

/** What stands beside the outcomes of probes that were sent. */
const others = new Set(['late', 'duplicate', 'skipped', 'removed', 'not-sent', 'not-resolved']);
const isOfHop = (status: string): boolean => status === 'success' || status === 'ttl-expired-in-transit';

/** @param isAnswer which status is an answer. */
function own(replies: readonly EchoReply[], isAnswer = (status: string): boolean => status === 'success'): Own {
  const ended = replies.filter(({ status }) => !others.has(status)).sort((a, b) => a.sequence - b.sequence);
  const times = ended.filter(({ status }) => isAnswer(status)).map(({ rtt }) => rtt!);
  const sorted = [...times].sort((a, b) => a - b);
  const avg = times.reduce((sum, time) => sum + time, 0) / times.length;
  const changes = ended.flatMap((reply, i) => {
    const before = ended[i - 1];
    const isPair = before !== undefined && isAnswer(before.status) && isAnswer(reply.status);
    return isPair ? [Math.abs(reply.rtt! - before.rtt!)] : [];
  });
  const middle = sorted.length >> 1;
  const count = (wanted: string): number => replies.filter(({ status }) => status === wanted).length;
  const lost = ended.length - times.length;
  return {
    sent: ended.length,
    received: times.length,
    lost,
    rejected: lost - count('timed-out'),
    late: count('late'),
    duplicates: count('duplicate'),
    lossRatio: ended.length === 0 ? null : lost / ended.length,
    rtt:
      times.length === 0
        ? null
        : {
            min: sorted[0]!,
            avg,
            max: sorted.at(-1)!,
            stddev: Math.sqrt(times.reduce((sum, time) => sum + (time - avg) ** 2, 0) / times.length),
            median: sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2,
          },
    jitter:
      changes.length === 0
        ? null
        : {
            meanAbsolute: changes.reduce((sum, change) => sum + change, 0) / changes.length,
            rfc3550: changes.reduce((smooth, change) => smooth + (change - smooth) / 16, 0),
          },
    p95: sorted[Math.ceil(0.95 * sorted.length) - 1] ?? null,
  };
}

/** Percentiles come from a histogram: within 1/256. */
const TOLERANCE = 1 / 256;

function expectSame(told: PingStatistics, { rtt, jitter, p95, ...counts }: Own): void {
  expect(told).toMatchObject(counts);
  for (const key of ['min', 'avg', 'max', 'stddev'] as const) {
    if (rtt === null) expect(told.rtt).toBeNull();
    else expect(told.rtt![key]).toBeCloseTo(rtt[key], 9);
  }
  if (jitter === null) expect(told.jitter).toBeNull();
  else {
    expect(told.jitter!.meanAbsolute).toBeCloseTo(jitter.meanAbsolute, 9);
    expect(told.jitter!.rfc3550).toBeCloseTo(jitter.rfc3550, 9);
  }
  for (const [value, exact] of [
    [told.percentiles.p95, p95],
    [told.rtt?.median ?? null, rtt?.median ?? null],
  ] as const) {
    if (exact === null) expect(value).toBeNull();
    else expect(Math.abs(value! - exact) / exact).toBeLessThanOrEqual(TOLERANCE);
  }
}

/** The cells of a table's row behind its name, in which p95 may differ by what the histogram rounds. */
function cellsOf(lines: readonly string[], name: string): string[] {
  const line = lines.find((one) => one.startsWith(`${name} `))!;
  return line.slice(name.length).trim().split(/ +/);
}

function expectCells(cells: readonly string[], { sent, received, lossRatio, rtt, p95, jitter }: Own): void {
  const fixed = (time: number | null | undefined): string => time?.toFixed(3) ?? '-';
  expect(cells.slice(0, 3)).toEqual([String(sent), String(received), `${(lossRatio! * 100).toFixed(1)}%`]);
  const [min, avg, shown, max, mean] = cells.slice(3, 8);
  expect([min, avg, max, mean]).toEqual([rtt?.min, rtt?.avg, rtt?.max, jitter?.meanAbsolute].map(fixed));
  if (p95 === null) expect(shown).toBe('-');
  else expect(Math.abs(Number(shown) - p95) / p95).toBeLessThanOrEqual(TOLERANCE + 0.001);
}

type Make = (manner: Manner) => CommandRun;
const commands: Readonly<Record<string, Make>> = {
  ping: (manner) =>
    runCommand(scenario, (driver, around) =>
      pingCommand({ name: 'ping', targets, options: { count: COUNT, driver }, manner }, around),
    ),
  'sweep in rounds': (manner) =>
    runCommand(scenario, (driver, around) =>
      sweepCommand(
        {
          name: 'sweep',
          targets,
          options: { rounds: COUNT, lateWindow: 5000, driver },
          manner: { ...manner, interval: 1000 },
        },
        around,
      ),
    ),
};

describe.each(Object.entries(commands))('the statistics of %s', (_, make) => {
  it('are those of its replies, in --json and in the table', () => {
    const objects = objectsOf(make({ form: 'json' }).lines) as unknown as ({ readonly type: string } & EchoReply)[];
    const { lines } = make({ quiet: true });
    for (const target of targets) {
      const mine = own(objects.filter((one) => one.type === 'reply' && one.target === target));
      const told = objects.find((one) => one.type === 'statistics' && one.target === target);
      expectSame(told as unknown as PingStatistics, mine);
      expectCells(cellsOf(lines, target), mine);
    }
    expect(lines.at(-1)).toMatch(/^3 up, 1 down in /);
    // The scenario has something of everything.
    const all = own(objects.filter(({ type }) => type === 'reply'));
    for (const count of [all.lost, all.rejected, all.late, all.duplicates]) expect(count).toBeGreaterThan(0);
  });
});

it('the summary of one target says the same as its replies', () => {
  for (const target of ['192.0.2.1', '192.0.2.3']) {
    const make = (manner: Manner): CommandRun =>
      runCommand(scenario, (driver, around) =>
        pingCommand({ name: 'ping', targets: [target], options: { count: COUNT, driver }, manner }, around),
      );
    const { sent, received, lossRatio, rtt } = own(
      objectsOf(make({ form: 'json' }).lines).filter(({ type }) => type === 'reply') as unknown as EchoReply[],
    );
    const [counts, times] = make({}).lines.slice(-2);
    expect(counts).toContain(`${sent} sent, ${received} received, ${Number((lossRatio! * 100).toFixed(2))}% loss`);
    const cells = [rtt!.min, rtt!.avg, rtt!.max, rtt!.stddev].map((time) => time.toFixed(3));
    expect(times).toBe(`rtt min/avg/max/stddev = ${cells.join('/')} ms`);
  }
});

it('the summary of a monitor says the same as the replies of ping', () => {
  const options = { count: COUNT, phase: 'aligned' } as const;
  const { lines } = runCommand(scenario, (driver, around) =>
    monitorCommand({ name: 'monitor', targets, options: { ...options, driver }, manner: { quiet: true } }, around),
  );
  const replies = objectsOf(commands['ping']!({ form: 'json' }).lines) as unknown as ({ type: string } & EchoReply)[];
  for (const target of targets)
    expectCells(cellsOf(lines, target), own(replies.filter((one) => one.type === 'reply' && one.target === target)));
});

it('the table of a trace is that of its hops', () => {
  const make = (manner: Manner): CommandRun =>
    runCommand(scenario, (driver, around) =>
      traceCommand(
        {
          name: 'trace',
          targets: ['192.0.2.5'],
          options: { rounds: 40, driver },
          manner: { numeric: true, ...manner },
        },
        around,
      ),
    );
  const objects = objectsOf(make({ form: 'json' }).lines);
  const hops = objects.filter(({ type }) => type === 'hop') as unknown as Hop[];
  const rows = objects.filter(({ type }) => type === 'hopStatistics') as unknown as HopStatistics[];
  const { lines } = make({});
  expect(rows.map(({ ttl }) => ttl)).toEqual([1, 2, 3, 4]);
  for (const row of rows) {
    // Numbered anew: sequence numbers of a trace go through all of its hops.
    const replies = hops
      .filter(({ ttl }) => ttl === row.ttl)
      .flatMap((hop) => hop.replies)
      .map((reply, sequence) => ({ ...reply, sequence }));
    const mine = own(replies, isOfHop);
    expectSame(row, mine);
    const fixed = (time: number | null | undefined): string => time?.toFixed(3) ?? '-';
    const [, , loss, sent, last, avg, best, worst, stddev] = lines[row.ttl]!.trim().split(/ +/);
    expect([loss, sent]).toEqual([`${(mine.lossRatio! * 100).toFixed(1)}%`, String(mine.sent)]);
    expect([avg, best, worst, stddev]).toEqual(
      [mine.rtt?.avg, mine.rtt?.min, mine.rtt?.max, mine.rtt?.stddev].map(fixed),
    );
    expect(last).toBe(fixed(replies.at(-1)!.rtt));
  }
  expect(rows[0]!.lost).toBeGreaterThan(0);
});

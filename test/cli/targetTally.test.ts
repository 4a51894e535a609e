import { mergeStatistics, type PingStatistics } from 'rxicmp';
import { describe, expect, it } from 'vitest';
import { formatStatistics } from '../../src/cli/text/formatStatistics.ts';
import { TargetTally } from '../../src/cli/counts/targetTally.ts';
import { reply } from './reply.ts';

function tallyOf(...replies: readonly Parameters<typeof reply>[0][]): TargetTally {
  const tally = new TargetTally('localhost');
  for (const given of replies) tally.add(reply(given));
  return tally;
}

const none = {
  target: 'localhost',
  key: 'localhost',
  tag: null,
  from: null,
  to: null,
  sent: 0,
  received: 0,
  lost: 0,
  late: 0,
  duplicates: 0,
  rejected: 0,
  notSent: 0,
  skipped: 0,
  lossRatio: null,
  rtt: null,
  jitter: null,
  percentiles: { p50: null, p95: null, p99: null },
  histogram: { version: 1, sum: 0, count: 0, buckets: [] },
};

const mixed: readonly Parameters<typeof reply>[0][] = [
  { rtt: 2 },
  { rtt: 4 },
  { rtt: 9 },
  { status: 'timed-out' },
  { status: 'late', rtt: 1500 },
  { status: 'duplicate', rtt: 100 },
  { status: 'duplicate', rtt: 100 },
  { status: 'destination-host-unreachable', rtt: 50 },
  { status: 'unknown', rtt: 50 },
  { status: 'not-sent', errorCode: 'ENETUNREACH' },
  { status: 'not-resolved', errorCode: 'ENOTFOUND', destination: null },
  // The last good address is probed all the same.
  { status: 'not-resolved', errorCode: 'EAI_AGAIN' },
  { status: 'skipped', missed: 4 },
];

describe('TargetTally', () => {
  it('counts nothing before the first reply', () => {
    expect(tallyOf().statistics()).toEqual(none);
  });

  it('counts each outcome once, and what comes beside the outcomes beside them', () => {
    const { rtt, ...counts } = tallyOf(...mixed).statistics();
    expect(counts).toMatchObject({
      target: 'localhost',
      sent: 6,
      received: 3,
      lost: 3,
      late: 1,
      duplicates: 2,
      rejected: 2,
      notSent: 2,
      skipped: 4,
      lossRatio: 0.5,
    });
    expect(rtt).toMatchObject({ min: 2, avg: 5, max: 9 });
    // The deviation of the population: the squares are 9, 1 and 16.
    expect(rtt!.stddev).toBeCloseTo(Math.sqrt(26 / 3), 12);
  });

  it('prints what merges with the statistics of others', () => {
    const parts = [tallyOf(...mixed), tallyOf({ rtt: 1 })].map((tally) => JSON.stringify(tally.statistics()));
    const whole = mergeStatistics(parts.map((part) => JSON.parse(part) as PingStatistics));
    expect(whole).toMatchObject({ key: 'localhost', sent: 7, received: 4, rtt: { min: 1, avg: 4, max: 9 } });
  });

  it('counts whenever it is asked, and goes on', () => {
    const tally = new TargetTally('localhost');
    for (const [i, given] of mixed.entries()) {
      tally.add(reply(given));
      if (i % 2 === 0) tally.statistics();
    }
    expect(tally.statistics()).toEqual(tallyOf(...mixed).statistics());
  });

  it('knows why there is no address until there is one', () => {
    const failed = { status: 'not-resolved', destination: null, errorCode: 'ENOTFOUND' };
    const tally = tallyOf(failed, { status: 'skipped', destination: null, missed: 1 });
    expect(tally.lookupError).toBe('ENOTFOUND');
    tally.add(reply({ status: 'timed-out' }));
    expect(tally.lookupError).toBeNull();
  });
});

describe('formatStatistics', () => {
  it('says what happened', () => {
    expect(formatStatistics(tallyOf(...mixed).statistics()).split('\n')).toEqual([
      '--- localhost statistics ---',
      '6 sent, 3 received, 50% loss, 2 rejected, 1 late, 2 duplicates, 2 not sent, 4 skipped',
      'rtt min/avg/max/stddev = 2.000/5.000/9.000/2.944 ms',
    ]);
  });

  it('leaves out what did not', () => {
    expect(formatStatistics(tallyOf({ rtt: 0.0414 }, { rtt: 0.0414 }).statistics()).split('\n')).toEqual([
      '--- localhost statistics ---',
      '2 sent, 2 received, 0% loss',
      'rtt min/avg/max/stddev = 0.041/0.041/0.041/0.000 ms',
    ]);
    expect(formatStatistics(tallyOf().statistics())).toBe('--- localhost statistics ---\n0 sent, 0 received');
    const third = tallyOf({}, {}, { status: 'timed-out' }, { status: 'duplicate' }).statistics();
    expect(formatStatistics(third)).toContain('3 sent, 2 received, 33.33% loss, 1 duplicate\n');
  });
});

import { array, assert, constantFrom, integer, property, record } from 'fast-check';
import { hopStatistics, traceroute, type EchoOutcome, type Hop, type HopStatistics } from 'rxicmp';
import { SimulatedNetwork } from 'rxicmp/testing';
import { EMPTY, from, lastValueFrom, map, NEVER, of, Subject, take, throwError, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { rateLimited } from '../../../src/operators/statistics/rateLimited.ts';
import { randomNumbers } from '../../lab/randomNumbers.ts';
import { inVirtualTime } from '../observables/virtual.ts';
import { itIsAnOperator } from './operatorContract.ts';

const target = '192.0.2.9';

/** A reply: TTL expired after so many milliseconds, or silence, or the given reply. */
function reply(rtt: number | null, more: Partial<EchoOutcome> = {}): EchoOutcome {
  const status = rtt === null ? 'timed-out' : 'ttl-expired-in-transit';
  const rest = { target, tag: null, destination: target, sequence: 0, round: 0, attempt: 1, sentAt: 0, missed: 0 };
  const none = {
    responder: null,
    rttClock: null,
    lookupTime: null,
    errorCode: null,
    icmp: null,
    replyTtl: null,
    size: null,
  };
  return {
    ...rest,
    ...none,
    statusCode: 0,
    truncated: false,
    altered: false,
    mtu: null,
    mplsLabels: null,
    status,
    rtt,
    ...more,
  } as EchoOutcome;
}

function hop(ttl: number, rtts: readonly (number | null)[], more: Partial<Hop> = {}): Hop {
  const responders = rtts.some((rtt) => rtt !== null) ? [`198.51.100.${ttl}`] : [];
  const replies = rtts.map((rtt) => reply(rtt));
  return { target, round: 0, ttl, responders, final: false, flow: 'constant', replies, ...more };
}

async function tablesOf(...hops: readonly Hop[]): Promise<(readonly HopStatistics[])[]> {
  return lastValueFrom(from(hops).pipe(hopStatistics(), toArray()));
}

async function tableOf(...hops: readonly Hop[]): Promise<readonly HopStatistics[]> {
  return (await tablesOf(...hops)).at(-1)!;
}

const ttls = (table: readonly HopStatistics[]) => table.map(({ ttl }) => ttl);
const limited = (table: readonly HopStatistics[]) =>
  table.filter(({ likelyRateLimited }) => likelyRateLimited).map(({ ttl }) => ttl);

/** `lost` losses among `sent` probes. */
const losing = (lost: number, sent: number) => Array.from({ length: sent }, (_, i) => (i < lost ? null : 5));

describe('hopStatistics', () => {
  itIsAnOperator(hopStatistics(), [hop(1, [1]), hop(2, [2], { final: true }), hop(1, [1])]);

  it('emits the whole table after every hop', () => {
    inVirtualTime((_scheduler, { hot, expectObservable, expectSubscriptions }) => {
      const values = { a: hop(1, [1]), b: hop(2, [2], { final: true }) };
      const source = hot('     --ab----ab--|', values);
      const subscription = '   ^-----------!';
      const expected = '       --12----22--|';
      expectObservable(
        source.pipe(
          hopStatistics(),
          map((table) => String(table.length)),
        ),
      ).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subscription);
    });
  });

  it('passes on how its source ends, and leaves when it is left', () => {
    inVirtualTime((_scheduler, { hot, expectObservable, expectSubscriptions }) => {
      expectObservable(EMPTY.pipe(hopStatistics())).toBe('|');
      expectObservable(NEVER.pipe(hopStatistics())).toBe('-');
      expectObservable(throwError(() => 'error').pipe(hopStatistics())).toBe('#');
      const source = hot('-a-a-a', { a: hop(1, [1]) });
      expectObservable(
        source.pipe(
          hopStatistics(),
          map((table) => String(table[0]!.sent)),
        ),
        '^---!',
      ).toBe('-1-2', {
        1: '1',
        2: '2',
      });
      expectObservable(source.pipe(hopStatistics(), take(1), map(ttls))).toBe('-(a|)', { a: [1] });
      expectSubscriptions(source.subscriptions).toBe(['^---!', '^!']);
    });
  });

  it('counts afresh for each subscription', async () => {
    const tables = of(hop(1, [1])).pipe(hopStatistics());
    for (let i = 0; i < 2; i++) expect((await lastValueFrom(tables))[0]!.sent).toBe(1);
  });

  it('takes a TTL that was used up for the answer that it is', async () => {
    const last = reply(30, { status: 'success' });
    const table = await tableOf(
      hop(1, [10, 20, null]),
      hop(2, [], { replies: [last, last, last], final: true, responders: [target] }),
    );
    expect(table).toMatchObject([
      {
        key: target,
        ttl: 1,
        responders: ['198.51.100.1'],
        sent: 3,
        received: 2,
        lost: 1,
        rejected: 0,
        lossRatio: 1 / 3,
        rtt: { min: 10, avg: 15, max: 20, stddev: 5 },
        likelyRateLimited: false,
      },
      { key: target, ttl: 2, responders: [target], sent: 3, received: 3, lost: 0, lossRatio: 0, rtt: { avg: 30 } },
    ]);
    expect(Object.keys(table[0]!.percentiles)).toEqual(['p50', 'p95', 'p99']);
    expect(table[0]!.histogram.count).toBe(2);
  });

  it('has the MPLS labels of the latest answer', async () => {
    const labelled = (label: number) => ({
      status: 'ttl-expired-in-transit' as const,
      mplsLabels: [{ label, trafficClass: 0, bottomOfStack: true, ttl: 1 }],
    });
    const labels = async (...replies: readonly EchoOutcome[]) =>
      (await tableOf(hop(1, [], { replies })))[0]!.mplsLabels?.map(({ label }) => label) ?? null;
    const answer = (more: Partial<EchoOutcome> = {}) =>
      reply(1, { responder: '198.51.100.1', ...more } as Partial<EchoOutcome>);
    const silent = reply(null);
    expect(await labels(answer(labelled(16)), answer(labelled(17)))).toEqual([17]);
    expect(await labels(answer(labelled(16)), silent)).toEqual([16]);
    expect(await labels(answer(labelled(16)), answer())).toBeNull();
  });

  it('counts what was refused and what was not sent apart', async () => {
    const refused = reply(5, { status: 'destination-host-unreachable' });
    const unsent = reply(null, { status: 'not-sent', errorCode: 'ENETUNREACH' });
    const [refuser] = await tableOf(hop(1, [], { replies: [refused, refused], final: true }));
    expect(refuser).toMatchObject({ sent: 2, received: 0, lost: 2, rejected: 2, notSent: 0, rtt: null });
    const [nobody] = await tableOf(hop(1, [], { replies: [unsent, unsent, unsent], final: true }));
    expect(nobody).toMatchObject({ sent: 0, notSent: 3, lossRatio: null, responders: [], likelyRateLimited: false });
  });

  it('takes the changes from one probe of a hop to its next, over rounds', async () => {
    const numbered = (rtt: number | null, sequence: number) => reply(rtt, { sequence });
    const [row] = await tableOf(
      hop(1, [], { replies: [numbered(10, 0), numbered(14, 1)] }),
      hop(1, [], { replies: [numbered(12, 40), numbered(null, 41)] }),
      hop(1, [], { replies: [numbered(90, 80), numbered(89, 81)] }),
    );
    expect(row!.jitter!.meanAbsolute).toBeCloseTo((4 + 2 + 1) / 3);
  });

  it('names all that answered, first come first', async () => {
    const others = { responders: ['198.51.100.7', '198.51.100.1'] };
    const [row] = await tableOf(hop(1, [1]), hop(1, [null]), hop(1, [1], others));
    expect(row!.responders).toEqual(['198.51.100.1', '198.51.100.7']);
  });

  it('ends at the last final hop, and remembers what lies beyond', async () => {
    const final = { final: true };
    const tables = await tablesOf(
      ...[hop(1, [1]), hop(2, [1]), hop(3, [1], final)],
      ...[hop(1, [1]), hop(2, [1], final)],
      ...[hop(1, [1]), hop(2, [1]), hop(3, [1], final)],
    );
    expect(tables.map((table) => ttls(table).join(''))).toEqual(['1', '12', '123', '123', '12', '12', '12', '123']);
    expect(tables.at(-1)!.map(({ sent }) => sent)).toEqual([3, 3, 2]);
  });

  it('has rows for the TTLs that it saw', async () => {
    expect(ttls(await tableOf(hop(4, [1]), hop(2, [null])))).toEqual([2, 4]);
  });

  it('keeps targets apart', async () => {
    const other = { target: 'other' };
    const tables = await tablesOf(hop(1, [1]), hop(1, [2], other), hop(2, [3]), hop(2, [4], other));
    expect(tables.map((table) => `${table[0]!.key} ${table.length}`)).toEqual([
      `${target} 1`,
      'other 1',
      `${target} 2`,
      'other 2',
    ]);
  });

  it('survives a table that is asked for within next', () => {
    const source = new Subject<Hop>();
    const lengths: number[] = [];
    source.pipe(hopStatistics()).subscribe((table) => {
      lengths.push(table[0]!.sent);
      if (table[0]!.sent === 1) source.next(hop(1, [1]));
    });
    source.next(hop(1, [1]));
    expect(lengths).toEqual([1, 2]);
  });
});

describe('likelyRateLimited', () => {
  it('is a hop that loses more than a later one', async () => {
    const table = await tableOf(
      hop(1, losing(0, 20)),
      hop(2, losing(12, 20)),
      hop(3, losing(1, 20)),
      hop(4, losing(0, 20), { final: true }),
    );
    expect(limited(table)).toEqual([2]);
  });

  it('is a hop that never answers, when packets get beyond it', async () => {
    expect(limited(await tableOf(hop(1, losing(3, 3)), hop(2, losing(0, 3), { final: true })))).toEqual([1]);
  });

  it('is none where the loss goes on to the end', async () => {
    const table = await tableOf(
      hop(1, losing(0, 20)),
      hop(2, losing(10, 20)),
      hop(3, losing(11, 20)),
      hop(4, losing(9, 20), { final: true }),
    );
    expect(limited(table)).toEqual([]);
    expect(limited(await tableOf(hop(1, [5]), hop(2, [null]), hop(3, [null])))).toEqual([]);
  });

  it('is none while chance explains the difference', async () => {
    expect(limited(await tableOf(hop(1, losing(1, 3)), hop(2, losing(0, 3))))).toEqual([]);
    expect(limited(await tableOf(hop(1, losing(10, 100)), hop(2, losing(6, 100))))).toEqual([]);
    expect(limited(await tableOf(hop(1, losing(100, 1000)), hop(2, losing(60, 1000))))).toEqual([1]);
  });

  /** Tables of so many hops, with so many probes each; the losses of a hop depend on its place. */
  function drawn(tables: number, hops: number, probes: number, lossOf: (ttl: number) => number): boolean[][] {
    const random = randomNumbers(2026);
    const countOf = (loss: number) =>
      Array.from({ length: probes }, () => random(1e6) < loss * 1e6).filter(Boolean).length;
    const table = () => Array.from({ length: hops }, (_, i) => ({ count: countOf(lossOf(i + 1)), of: probes }));
    return Array.from({ length: tables }, () => rateLimited(table()));
  }

  it.each([
    [2, 3],
    [2, 30],
    [2, 300],
    [5, 10],
    [10, 30],
    [10, 100],
    [30, 20],
  ])('is a false alarm in at most one table of twenty: %i hops, %i probes', (hops, probes) => {
    for (const loss of [0.01, 0.1, 0.3, 0.5, 0.9]) {
      const alarms = drawn(400, hops, probes, () => loss).filter((rows) => rows.includes(true)).length;
      expect(alarms, `loss ${loss}`).toBeLessThanOrEqual(20);
    }
  });

  it('finds a hop that loses half on a way of ten that loses a tenth', () => {
    const found = drawn(100, 10, 60, (ttl) => (ttl === 4 ? 0.5 : 0.1)).filter((rows) => rows[3]);
    expect(found.length).toBeGreaterThan(90);
  });

  it('counts a refusal as an answer', async () => {
    const refused = Array.from({ length: 10 }, () => reply(5, { status: 'destination-prohibited' }));
    const table = await tableOf(hop(1, losing(8, 10)), hop(2, [], { replies: refused, final: true }));
    expect(limited(table)).toEqual([1]);
  });

  it('does not compare with rows beyond the end', async () => {
    const table = await tableOf(
      ...[hop(1, losing(0, 9)), hop(2, losing(9, 9)), hop(3, losing(0, 9), { final: true })],
      ...[hop(1, losing(0, 9)), hop(2, losing(9, 9), { final: true })],
    );
    expect(limited(table)).toEqual([]);
  });
});

describe('any table', () => {
  const anyReply = constantFrom('ttl-expired-in-transit', 'success', 'timed-out', 'destination-prohibited', 'not-sent');
  const anyHop = record({
    ttl: integer({ min: 1, max: 6 }),
    statuses: array(anyReply, { minLength: 1, maxLength: 4 }),
  });

  it('counts every probe once, and is JSON', () => {
    const rttOf = (status: string) => (status === 'timed-out' || status === 'not-sent' ? null : 7);
    assert(
      property(array(anyHop, { minLength: 1, maxLength: 40 }), (drawn) => {
        const hops = drawn.map(({ ttl, statuses }) =>
          hop(ttl, [], { replies: statuses.map((status) => reply(rttOf(status), { status } as Partial<EchoOutcome>)) }),
        );
        let table: readonly HopStatistics[] = [];
        from(hops)
          .pipe(hopStatistics())
          .subscribe((latest) => (table = latest));
        const count = (ttl: number, ...statuses: readonly string[]) =>
          drawn.filter((each) => each.ttl === ttl).flatMap((each) => each.statuses.filter((s) => statuses.includes(s)))
            .length;
        expect(ttls(table)).toEqual([...new Set(drawn.map(({ ttl }) => ttl))].sort());
        for (const { ttl, received, lost, rejected, notSent, sent } of table) {
          expect({ received, lost, rejected, notSent }).toEqual({
            received: count(ttl, 'ttl-expired-in-transit', 'success'),
            lost: count(ttl, 'timed-out', 'destination-prohibited'),
            rejected: count(ttl, 'destination-prohibited'),
            notSent: count(ttl, 'not-sent'),
          });
          expect(sent).toBe(received + lost);
        }
        expect(JSON.parse(JSON.stringify(table))).toEqual(table);
        expect(structuredClone(table)).toEqual(table);
      }),
    );
  });

  it('is that of a route that is traced', () => {
    inVirtualTime((scheduler) => {
      const routers = ['198.51.100.1', null, '198.51.100.3'];
      const driver = new SimulatedNetwork({ hosts: [{ address: target, latency: 10, routers }] }, scheduler);
      let table: readonly HopStatistics[] = [];
      traceroute(target, { driver, rounds: 5, probes: 1, timeout: 100 })
        .pipe(hopStatistics())
        .subscribe((latest) => (table = latest));
      scheduler.flush();
      expect(table.map(({ ttl, responders, sent, lost }) => [ttl, responders.join(), sent, lost])).toEqual([
        [1, '198.51.100.1', 5, 0],
        [2, '', 5, 5],
        [3, '198.51.100.3', 5, 0],
        [4, target, 5, 0],
      ]);
      expect(limited(table)).toEqual([2]);
      expect(table[0]!.rtt).toMatchObject({ min: 10, avg: 10, max: 10, stddev: 0 });
      expect(table[0]!.jitter).toEqual({ rfc3550: 0, meanAbsolute: 0 });
    });
  });
});

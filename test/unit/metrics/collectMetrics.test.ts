import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type EchoReply, type EchoStatus, reachability, type Transition } from 'rxicmp';
import { collectMetrics, type Metrics, type SeriesMetrics } from 'rxicmp/metrics';
import { from, lastValueFrom, of, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { inVirtualTime } from '../observables/virtual.ts';
import { echoReply, success, timedOut } from '../operators/echoReplies.ts';
import { itIsAnOperator } from '../operators/operatorContract.ts';
import { exposedText } from './exposed.ts';

function record<R extends EchoReply<unknown>>(metrics: Metrics<R>, ...replies: readonly R[]): void {
  from(replies).pipe(metrics.record()).subscribe();
}

const all = (metrics: Metrics<never>): readonly SeriesMetrics[] => [...metrics.series()];
const names = (metrics: Metrics<never>): readonly (string | undefined)[] =>
  all(metrics).map(({ labels }) => labels['target']);

describe('record', () => {
  itIsAnOperator(collectMetrics().record(), [success(0, 1), timedOut(1), success(2, 3)]);

  it('passes on what it counts, as it is', async () => {
    const replies = [success(0, 1), timedOut(1), echoReply('removed')];
    const passed = await lastValueFrom(from(replies).pipe(collectMetrics().record(), toArray()));
    expect(passed.every((reply, i) => reply === replies[i])).toBe(true);
  });

  it('counts outcomes by status, and what is no outcome apart', () => {
    const metrics = collectMetrics();
    const statuses: readonly EchoStatus[] = [
      ...(['success', 'success', 'timed-out', 'destination-host-unreachable', 'not-sent'] as const),
      ...(['late', 'late', 'duplicate'] as const),
    ];
    record(metrics, ...statuses.map((status) => echoReply(status)), echoReply('skipped', { missed: 5 }));
    expect(all(metrics)).toEqual([
      {
        labels: { target: '192.0.2.1' },
        up: false,
        probes: { success: 2, 'timed-out': 1, 'destination-host-unreachable': 1, 'not-sent': 1 },
        late: 2,
        duplicates: 1,
        skipped: 5,
        replyTtl: 64,
        transitions: [],
        rtt: { version: 1, sum: 20, count: 2, buckets: [[expect.any(Number), 2]] },
      },
    ]);
  });

  it('takes several streams, one series for each target', () => {
    const metrics = collectMetrics();
    record(metrics, success(0, 1), success(0, 1, { target: 'b' }));
    record(metrics, success(1, 1));
    expect(all(metrics).map(({ labels, probes }) => [labels['target'], probes['success']])).toEqual([
      ['192.0.2.1', 2],
      ['b', 1],
    ]);
  });

  it('knows nothing of whether a target is up before something has been heard of it', () => {
    const metrics = collectMetrics();
    record(metrics, echoReply('not-sent'), echoReply('late'), echoReply('skipped'));
    expect(all(metrics)[0]!.up).toBeNull();
    record(metrics, success(0, 1));
    expect(all(metrics)[0]!.up).toBe(true);
    record(metrics, echoReply('not-sent'), echoReply('not-resolved', { destination: '192.0.2.1' }));
    expect(all(metrics)[0]!.up).toBe(true);
    record(metrics, echoReply('not-resolved'));
    expect(all(metrics)[0]!.up).toBe(false);
  });
});

describe('labels', () => {
  it('are asked for once for each target and tag', () => {
    const asked: string[] = [];
    const metrics = collectMetrics({
      labels: ({ target, tag, destination }: EchoReply<{ site: string }>) => {
        asked.push(`${target} ${tag.site}`);
        return { target, site: tag.site, address: String(destination) };
      },
    });
    const tagged = (site: string, destination: string) =>
      success(0, 1, { tag: { site }, destination }) as unknown as EchoReply<{ site: string }>;
    // Tags with the same content, and an address that changes later: a name keeps its labels.
    record(metrics, tagged('a', '192.0.2.1'), tagged('b', '192.0.2.1'), tagged('a', '192.0.2.7'), tagged('b', ''));
    expect(asked).toEqual(['192.0.2.1 a', '192.0.2.1 b']);
    expect(all(metrics).map(({ labels, probes }) => [labels['site'], labels['address'], probes['success']])).toEqual([
      ['a', '192.0.2.1', 2],
      ['b', '192.0.2.1', 2],
    ]);
  });

  it('that are the same make one series, of which nobody says that it is up', () => {
    const metrics = collectMetrics({ labels: () => ({ site: 'here' }) });
    record(metrics, success(0, 1));
    expect(all(metrics)[0]!.up).toBe(true);
    record(metrics, success(0, 1, { target: 'b' }));
    expect(all(metrics)).toMatchObject([{ up: null, replyTtl: null, probes: { success: 2 } }]);
  });

  it('stay when a tag holds itself', () => {
    const tag: { self?: unknown } = {};
    tag.self = tag;
    const metrics = collectMetrics();
    record(metrics, success(0, 1, { tag: tag as unknown as null }), success(1, 1, { tag: tag as unknown as null }));
    expect(all(metrics)).toMatchObject([{ probes: { success: 2 } }]);
  });

  it.each([
    ['no text', { site: 7 }, 'labels.site'],
    ['null', { site: null }, 'labels.site'],
    ['no labels', 'site', 'labels'],
    ['a name that Prometheus does not take', { 'my-site': 'a' }, 'labels'],
    ['a name that is Prometheus’ own', { __name__: 'a' }, 'labels'],
    ['a name that the metrics have', { status: 'a' }, 'labels'],
    ['the name of a bucket', { le: 'a' }, 'labels'],
  ])('are an error of the stream when they are %s', async (_name, labels, argument) => {
    const metrics = collectMetrics({ labels: () => labels as unknown as Record<string, string> });
    await expect(lastValueFrom(of(success(0, 1)).pipe(metrics.record()))).rejects.toMatchObject({
      code: 'ERR_ICMP_ARGUMENT',
      argument,
    });
    expect(all(metrics)).toEqual([]);
  });

  it('may be anything that is text', async () => {
    const metrics = collectMetrics({ labels: () => ({ site: 'a "b"\\\n\ud800ü' }), driver: null });
    record(metrics, success(0, 1));
    expect(await exposedText(metrics)).toContain('rxicmp_up{site="a \\"b\\"\\\\\\n\ufffdü"} 1');
  });
});

describe('series', () => {
  it('vanish with a target that is removed, and begin anew', () => {
    const metrics = collectMetrics();
    record(metrics, success(0, 1), success(0, 1, { target: 'b' }), echoReply('removed'));
    expect(names(metrics)).toEqual(['b']);
    record(metrics, echoReply('removed', { target: 'c' }), success(0, 1));
    expect(all(metrics).map(({ probes }) => probes['success'])).toEqual([1, 1]);
  });

  it('stay while another tag of the target is there', () => {
    const metrics = collectMetrics();
    const tagged = (status: EchoStatus, tag: unknown) => echoReply(status, { tag: tag as null });
    record(metrics, tagged('success', 'a'), tagged('success', 'b'), tagged('removed', 'a'), tagged('success', 'b'));
    expect(all(metrics)).toMatchObject([{ probes: { success: 3 } }]);
    record(metrics, tagged('removed', 'b'));
    expect(all(metrics)).toEqual([]);
  });

  it('are forgotten after a day without replies, or idle, counted from when somebody looked', () => {
    inVirtualTime((scheduler) => {
      const metrics = collectMetrics({ idle: 1000 });
      record(metrics, success(0, 1), success(0, 1, { target: 'b' }));
      scheduler.schedule(() => expect(names(metrics)).toHaveLength(2), 500);
      scheduler.schedule(() => record(metrics, success(1, 1)), 600);
      scheduler.schedule(() => expect(names(metrics)).toHaveLength(2), 1500);
      scheduler.schedule(() => expect(names(metrics)).toEqual(['192.0.2.1']), 1501);
      scheduler.schedule(() => expect(names(metrics)).toEqual([]), 2502);
      scheduler.flush();
      expect.assertions(4);
    });
  });

  it('beyond maxSeries are counted as other, which is told once', () => {
    const told: unknown[] = [];
    const listen = (message: unknown): void => void told.push(message);
    subscribe('rxicmp:series', listen);
    const metrics = collectMetrics({
      maxSeries: 1000,
      labels: ({ target }) => ({ target, site: 'a' }),
    });
    for (let i = 0; i < 100_000; i++) record(metrics, success(0, 1, { target: `t${i}` }));
    unsubscribe('rxicmp:series', listen);
    expect(all(metrics)).toHaveLength(1001);
    expect(all(metrics).at(-1)).toMatchObject({
      labels: { target: 'other', site: 'other' },
      up: null,
      probes: { success: 99_000 },
    });
    expect(told).toEqual([{ maxSeries: 1000, target: 't1000' }]);
    // A target that leaves makes room.
    record(metrics, echoReply('removed', { target: 't0' }), success(0, 1, { target: 'new' }));
    expect(names(metrics)).toContain('new');
  });

  it('are bounded too when each probe has another tag', () => {
    const metrics = collectMetrics({ maxSeries: 5000 });
    for (let i = 0; i < 20_000; i++) record(metrics, success(0, 1, { tag: i as unknown as null }));
    expect(all(metrics)).toMatchObject([{ labels: { target: '192.0.2.1' }, probes: { success: 20_000 } }]);
  });
});

describe('recordTransitions', () => {
  const transition = (more: object): Transition =>
    ({
      kind: 'reachability',
      target: '192.0.2.1',
      at: 0,
      flapping: false,
      evidence: [timedOut(0)],
      ...more,
    }) as unknown as Transition;
  const turn = (metrics: Metrics<EchoReply>, ...transitions: readonly Transition[]): void => {
    from(transitions).pipe(metrics.recordTransitions()).subscribe();
  };

  it('lets reachability alone say whether a target is up', () => {
    const metrics = collectMetrics<EchoReply>();
    record(metrics, success(0, 1));
    turn(metrics, transition({ from: 'unknown', to: 'down' }));
    record(metrics, success(1, 1));
    expect(all(metrics)[0]!.up).toBe(false);
    turn(metrics, transition({ from: 'down', to: 'up' }));
    record(metrics, timedOut(2));
    turn(metrics, transition({ kind: 'latency', from: 'normal', to: 'raised' }));
    expect(all(metrics)).toMatchObject([
      {
        up: true,
        transitions: [
          { kind: 'reachability', to: 'down', count: 1 },
          { kind: 'reachability', to: 'up', count: 1 },
          { kind: 'latency', to: 'raised', count: 1 },
        ],
      },
    ]);
  });

  it('judges all series of the target', () => {
    const metrics = collectMetrics({
      labels: ({ target, tag }: EchoReply<unknown>) => ({ target, site: String(tag) }),
    }) as Metrics<EchoReply>;
    const tagged = (tag: string) => success(0, 1, { tag: tag as unknown as null });
    record(metrics, tagged('a'), tagged('b'));
    turn(metrics, transition({ to: 'down', evidence: [tagged('a')] }));
    record(metrics, tagged('c'));
    expect(all(metrics).map(({ up }) => up)).toEqual([false, false, false]);
  });

  it('brings no series back that was removed', () => {
    const metrics = collectMetrics<EchoReply>();
    from([timedOut(0), timedOut(1), echoReply('removed')])
      .pipe(metrics.record(), reachability({ down: { n: 2, of: 2 } }), metrics.recordTransitions())
      .subscribe();
    expect(all(metrics)).toEqual([]);
  });
});

describe('wrong options', () => {
  it.each([
    [{ lables: () => ({}) }, 'lables'],
    [{ labels: 'target' }, 'labels'],
    [{ idle: 0 }, 'idle'],
    [{ maxSeries: 0 }, 'maxSeries'],
    [{ maxSeries: 1.5 }, 'maxSeries'],
    [{ names: 'pingdom' }, 'names'],
    [{ bounds: [] }, 'bounds'],
    [{ bounds: [2, 1] }, 'bounds'],
    [{ bounds: [0, 1] }, 'bounds'],
    [{ bounds: [1, Infinity] }, 'bounds'],
    [{ bounds: ['1'] }, 'bounds'],
    [{ driver: 'none' }, 'driver'],
  ])('%o', (options, argument) => {
    expect(() => collectMetrics(options as object)).toThrow(
      expect.objectContaining({ code: 'ERR_ICMP_ARGUMENT', argument }),
    );
  });
});

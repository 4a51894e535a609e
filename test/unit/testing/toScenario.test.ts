import { ping, probe, traceroute, type EchoReply, type Hop } from 'rxicmp';
import { parseScenario, simulate, toScenario, type Scenario } from 'rxicmp/testing';
import { EMPTY, lastValueFrom, merge, of, throwError, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';

type Value = EchoReply<unknown> | Hop;

const [a, b, group] = ['192.0.2.1', '192.0.2.2', '192.0.2.255'] as const;
const router = (n: number) => `198.51.100.${n}`;
const night: Scenario = {
  seed: 7,
  hosts: [
    {
      address: a,
      latency: { logNormal: { median: 20, sigma: 0.8 } },
      loss: { bursts: { enter: 0.1, leave: 0.3 } },
      copied: 0.1,
      phases: [
        { for: 20_000 },
        { for: 5000, refuse: { type: 3, code: 1, from: router(9) } },
        { for: 5000, latency: 150 },
        { for: 5000, unsent: 'ENETUNREACH' },
        { for: 5000, truncateTo: 20 },
      ],
    },
    { address: b, latency: { range: { min: 1, max: 9 } }, routers: [router(1), null, router(3)], loss: 0.2 },
    { address: group, responders: [a, b] },
  ],
  routers: [{ address: router(1), mplsLabels: [{ label: 24_001, trafficClass: 5, bottomOfStack: true, ttl: 1 }] }],
  names: { 'host.example': [a, b] },
};

/** The values of a stream on a network, with their times. */
function play(scenario: Scenario, stream: () => Observable<Value>) {
  return simulate(scenario, ({ record }) => record(stream(), 120_000));
}

async function recorded(values: readonly { readonly value: Value }[]): Promise<Scenario> {
  return lastValueFrom(of(...values.map(({ value }) => value)).pipe(toScenario()));
}

describe('toScenario', () => {
  const streams: Record<string, () => Observable<Value>> = {
    'a series with losses, refusals, late and duplicate replies': () =>
      ping(a, { count: 100, interval: 500, timeout: 100, lateWindow: 300 }),
    'a series that is tried again': () =>
      ping(a, { count: 60, timeout: 100, retry: { count: 2, delay: 50, emit: 'every' } }),
    'a name': () => ping('host.example', { count: 10, addresses: 'all' }),
    'two series of one host, and another': () =>
      merge(ping(a, { count: 20 }), ping(a, { count: 20, interval: 700 }), ping(b, { count: 20 })),
    'a group': () => ping(group, { count: 5, timeout: 100 }),
    'a trace, round after round': () => traceroute(b, { rounds: 5, timeout: 300 }),
    'a trace beside a series': () => merge(traceroute(b, { rounds: 3 }), ping(b, { count: 10 })),
  };

  it.each(Object.entries(streams))('gives %s again, value by value and time by time', async (_name, stream) => {
    const before = play(night, stream);
    expect(before.length).toBeGreaterThan(4);
    const scenario = parseScenario(JSON.parse(JSON.stringify(await recorded(before))));
    const after = play(scenario, stream);
    expect(after).toEqual(before);
  });

  it('plays look-ups that failed', async () => {
    const values = play(night, () => ping('host.example', { count: 3 })).map(({ value }) => value as EchoReply);
    const failed = { ...values[0]!, status: 'not-resolved', destination: null, errorCode: 'EAI_AGAIN', lookupTime: 30 };
    const scenario = await lastValueFrom(
      of({ ...failed, rtt: null, responder: null }, ...values.slice(1)).pipe(toScenario()),
    );
    const lookups = {
      ...scenario.lookups,
      'host.example': [...scenario.lookups!['host.example']!, { after: 5, addresses: [a] }],
    };
    const again = play({ ...scenario, lookups }, () => ping('host.example', { count: 2 })).map(
      ({ value }) => value as EchoReply,
    );
    expect(again).toMatchObject([
      { status: 'not-resolved', errorCode: 'EAI_AGAIN', lookupTime: 30 },
      { status: values[1]!.status, lookupTime: 5, rtt: values[1]!.rtt },
    ]);
  });

  it('takes skipped beats as silence, so that those behind them stay in their places', async () => {
    const values = play(night, () => ping(b, { count: 6 })).map(({ value }) => value as EchoReply);
    const skipped = { ...values[2]!, status: 'skipped', rtt: null, responder: null, missed: 2 };
    const all = [...values.slice(0, 2), skipped, ...values.slice(4)];
    const scenario = await lastValueFrom(of(...all).pipe(toScenario()));
    const again = play(scenario, () => ping(b, { count: 6 })).map(({ value }) => value as EchoReply);
    const rttOf = (replies: readonly EchoReply[], n: number) => replies.find(({ sequence }) => sequence === n)!.rtt;
    expect([2, 3].map((n) => rttOf(again, n))).toEqual([null, null]);
    for (const n of [0, 1, 4, 5]) expect(rttOf(again, n)).toBe(rttOf(values, n));
  });

  it('takes skipped beats behind the beat before them, however late that was sent', async () => {
    const values = play(night, () => ping(b, { count: 6 })).map(({ value }) => value as EchoReply);
    const late = { ...values[1]!, sentAt: values[3]!.sentAt + 1 };
    const skipped = { ...values[2]!, status: 'skipped', rtt: null, responder: null, missed: 2 };
    const scenario = await lastValueFrom(of(values[0]!, skipped, late, ...values.slice(4)).pipe(toScenario()));
    const again = play(scenario, () => ping(b, { count: 6 })).map(({ value }) => value as EchoReply);
    const rttOf = (replies: readonly EchoReply[], n: number) => replies.find(({ sequence }) => sequence === n)!.rtt;
    expect([2, 3].map((n) => rttOf(again, n))).toEqual([null, null]);
    for (const n of [0, 1, 4, 5]) expect(rttOf(again, n)).toBe(rttOf(values, n));
  });

  it('is silent after its end', async () => {
    const scenario = await recorded(play(night, () => ping(b, { count: 3 })));
    const again = play(scenario, () => ping(b, { count: 5 })).map(({ value }) => (value as EchoReply).status);
    expect(again.slice(3)).toEqual(['timed-out', 'timed-out']);
  });

  it('an empty recording is an argument error, and an error of the source passes', async () => {
    await expect(lastValueFrom(EMPTY.pipe(toScenario()))).rejects.toMatchObject({
      code: 'ERR_ICMP_ARGUMENT',
      argument: 'replies',
    });
    await expect(lastValueFrom(throwError(() => new Error('gone')).pipe(toScenario()))).rejects.toThrow('gone');
  });
});

describe('a recording', () => {
  const host = { address: a, recorded: [{ answers: [{ after: 1 }] }] };

  it.each([
    [{ recordingVersion: 2, hosts: [{ address: a, taped: [] }] }, 'scenario.recordingVersion'],
    [{ recordingVersion: '1', hosts: [host] }, 'scenario.recordingVersion'],
    [{ hosts: [host] }, 'scenario.recordingVersion'],
    [{ recordingVersion: 1, hosts: [] }, 'scenario.hosts'],
    [{ recordingVersion: 1, hosts: [{ ...host, latency: 5 }] }, 'scenario.hosts[0].latency'],
    [
      { recordingVersion: 1, hosts: [{ address: a, recorded: [{ answers: [{}] }] }] },
      'scenario.hosts[0].recorded[0].answers[0].after',
    ],
    [
      { recordingVersion: 1, hosts: [{ address: a, recorded: [{ answers: [{ after: 1, from: 'x' }] }] }] },
      'scenario.hosts[0].recorded[0].answers[0].from',
    ],
    [{ hosts: [], names: { x: [a] }, lookups: { x: [{ after: 1 }] } }, 'scenario.lookups["x"]'],
  ])('%j is refused', (scenario, argument) => {
    expect(() => parseScenario(scenario)).toThrow(
      expect.objectContaining({ code: 'ERR_ICMP_ARGUMENT', argument }) as Error,
    );
  });

  it('is a plain scenario, written by hand or changed', () => {
    const scenario = { recordingVersion: 1, hosts: [host, { address: b, latency: 3 }] };
    const replies = play(parseScenario(scenario), () => merge(probe(a), probe(b)));
    expect(replies.map(({ value }) => (value as EchoReply).rtt)).toEqual([1, 3]);
  });
});

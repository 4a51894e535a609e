import { describe, expect, test } from 'vitest';
import type { Scenario, SimulatedHost } from 'rxicmp/testing';
import { Fates, type TravellingPacket } from '../../../src/testing/simulatedNetwork/fates.ts';

const HOST = '192.0.2.1';
const ROUTERS = ['198.51.100.1', '198.51.100.2', '198.51.100.3'] as const;

/** The results of so many requests to one host, a second apart. */
function ask(behaviour: Omit<SimulatedHost, 'address'>, count: number, rest: Partial<Scenario> = {}) {
  const fates = new Fates({ hosts: [{ address: HOST, ...behaviour }], ...rest });
  return Array.from({ length: count }, (_, n) => fates.atHost(HOST, n * 1000));
}

const delays = (behaviour: Omit<SimulatedHost, 'address'>, count: number, rest?: Partial<Scenario>) =>
  ask(behaviour, count, rest).map((answers) => answers.map(({ delay }) => delay));

const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;

describe('latency', () => {
  const N = 4000;
  const drawn = (latency: SimulatedHost['latency']) => delays({ latency: latency! }, N).flat();

  test('may be recorded: the last is repeated, and null is no answer', () => {
    expect(delays({ latency: [5, null, 7] }, 5)).toEqual([[5], [], [7], [7], [7]]);
    expect(delays({ latency: [5, null] }, 3)).toEqual([[5], [], []]);
  });

  test('may be in a range', () => {
    const all = drawn({ range: { min: 10, max: 30 } });
    expect(Math.min(...all)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...all)).toBeLessThanOrEqual(30);
    expect(mean(all)).toBeCloseTo(20, 0);
  });

  test('may be normal', () => {
    const all = drawn({ normal: { mean: 50, stddev: 5 } });
    const m = mean(all);
    expect(m).toBeCloseTo(50, 0);
    expect(Math.sqrt(mean(all.map((one) => (one - m) ** 2)))).toBeCloseTo(5, 0);
    expect(all.filter((one) => Math.abs(one - 50) < 10).length / N).toBeCloseTo(0.954, 1);
  });

  test('may be log-normal', () => {
    const all = drawn({ logNormal: { median: 20, sigma: 0.5 } });
    expect(median(all)).toBeCloseTo(20, -1);
    expect(mean(all) / median(all)).toBeCloseTo(Math.exp(0.125), 1);
  });

  test('is never negative, and whole microseconds', () => {
    for (const one of drawn({ normal: { mean: 1, stddev: 5 } })) {
      expect(one).toBeGreaterThanOrEqual(0);
      expect(Math.abs(one * 1000 - Math.round(one * 1000))).toBeLessThan(1e-6);
    }
  });
});

describe('loss', () => {
  const lost = (loss: SimulatedHost['loss'], count: number, seed = 0) =>
    ask({ loss: loss! }, count, { seed }).map((answers) => answers.length === 0);
  const share = (all: readonly boolean[]) => all.filter(Boolean).length / all.length;
  const runs = (all: readonly boolean[]) =>
    all
      .map((one) => (one ? 'x' : '.'))
      .join('')
      .match(/x+/g)!
      .map(({ length }) => length);

  test('may be a ratio, from none to all', () => {
    expect(share(lost(0, 500))).toBe(0);
    expect(share(lost(1, 500))).toBe(1);
    expect(share(lost(0.25, 4000))).toBeCloseTo(0.25, 1);
  });

  test('may be every nth', () => {
    expect(lost({ every: 3 }, 7)).toEqual([false, false, true, false, false, true, false]);
    expect(lost({ every: 1 }, 2)).toEqual([true, true]);
  });

  test('may come in bursts: as long, and as much, as the model says', () => {
    const all = lost({ bursts: { enter: 0.05, leave: 0.2 } }, 20_000);
    expect(mean(runs(all))).toBeGreaterThan(4.5);
    expect(mean(runs(all))).toBeLessThan(5.5);
    // enter / (enter + leave)
    expect(share(all)).toBeCloseTo(0.2, 1);
    const single = lost(0.2, 20_000);
    expect(mean(runs(single))).toBeLessThan(1.5);
  });

  test('may be less than all within bursts, and more than none between them', () => {
    const inside = { enter: 1, leave: 0, inside: 0.5 };
    expect(share(lost({ bursts: inside }, 4000))).toBeCloseTo(0.5, 1);
    const outside = { enter: 0, leave: 1, outside: 0.1 };
    expect(share(lost({ bursts: outside }, 4000))).toBeCloseTo(0.1, 1);
  });

  test('is the same for the same seed, and another for another', () => {
    const bursts = { bursts: { enter: 0.1, leave: 0.5 } };
    for (const loss of [0.5, bursts]) {
      expect(lost(loss, 200, 3)).toEqual(lost(loss, 200, 3));
      expect(lost(loss, 200, 3)).not.toEqual(lost(loss, 200, 4));
    }
  });
});

test('no host’s luck depends on what others were asked', () => {
  const behaviour = {
    latency: { normal: { mean: 20, stddev: 5 } },
    loss: { bursts: { enter: 0.1, leave: 0.3 } },
    copied: 0.2,
    reordered: 0.2,
    reorderBy: 50,
  };
  const scenario: Scenario = { hosts: ['192.0.2.1', '192.0.2.2'].map((address) => ({ address, ...behaviour })) };
  const turns = new Fates(scenario);
  const alone = new Fates(scenario);
  const N = 100;
  const inTurns = Array.from({ length: N }, (_, n) => [turns.atHost('192.0.2.1', n), turns.atHost('192.0.2.2', n)]);
  const second = Array.from({ length: N }, (_, n) => alone.atHost('192.0.2.2', n));
  const first = Array.from({ length: N }, (_, n) => alone.atHost('192.0.2.1', n));
  expect(inTurns.map(([one]) => one)).toEqual(first);
  expect(inTurns.map(([, two]) => two)).toEqual(second);
  expect(first.map((answers) => answers.map(({ delay }) => delay))).not.toEqual(
    second.map((answers) => answers.map(({ delay }) => delay)),
  );
});

describe('what is wrong with replies', () => {
  test('copies come a latency apart, for all requests or some', () => {
    expect(delays({ latency: 10, copies: 3 }, 2)).toEqual([
      [10, 20, 30],
      [10, 20, 30],
    ]);
    expect(delays({ latency: 10, copied: { every: 2 } }, 2)).toEqual([[10], [10, 20]]);
    expect(delays({ latency: 10, copied: { every: 2 }, copies: 3 }, 2)).toEqual([[10], [10, 20, 30]]);
  });

  test('some come later, so that others overtake them', () => {
    expect(delays({ latency: 10, reorderBy: 1500, reordered: { every: 2 } }, 4).flat()).toEqual([10, 1510, 10, 1510]);
    expect(delays({ latency: 10, reorderBy: 5 }, 1).flat()).toEqual([15]);
  });

  test('some are cut, some damaged, some refused', () => {
    const refuse = { type: 3, code: 13, from: ROUTERS[0] };
    const every = (n: number) => ({ every: n });
    const behaviour = { truncateTo: 8, truncated: every(2), corrupted: every(3), refuse, refused: every(4) };
    const all = ask({ ...behaviour, corrupt: 'payload' }, 4).flat();
    expect(all.map(({ truncateTo }) => truncateTo)).toEqual([Infinity, 8, Infinity, Infinity]);
    expect(all.map(({ corrupt }) => corrupt)).toEqual([null, null, 'payload', null]);
    expect(all.map(({ error }) => error)).toEqual([null, null, null, { type: 3, code: 13, mtu: null }]);
    expect(all.map(({ from }) => from)).toEqual([HOST, HOST, HOST, ROUTERS[0]]);
  });
});

describe('phases', () => {
  const states = (phases: SimulatedHost['phases'], times: readonly number[]) => {
    const fates = new Fates({ hosts: [{ address: HOST, latency: 10, phases: phases! }] });
    return times.map((at) => fates.atHost(HOST, at)[0]?.delay ?? null);
  };

  test('follow one another, over and over', () => {
    const phases = [{ for: 60 }, { for: 30, silent: true }, { for: 10, latency: 99 }];
    expect(states(phases, [0, 59, 60, 89, 90, 99, 100, 160, 190])).toEqual([10, 10, null, null, 99, 99, 10, null, 99]);
  });

  test('end with one that has no end', () => {
    expect(states([{ for: 60, silent: true }, { latency: 5 }], [0, 59.9, 60, 1e12])).toEqual([null, null, 5, 5]);
  });

  test('change what the system refuses, too, and the route', () => {
    const phases = [{ for: 10, unsent: 'ENETUNREACH' }, { routers: [ROUTERS[0]] }];
    const fates = new Fates({ hosts: [{ address: HOST, phases }] });
    expect([0, 10].map((at) => fates.unsent(HOST, at))).toEqual(['ENETUNREACH', null]);
    expect([0, 10].map((at) => fates.onTheWay(packet({ ttl: 1 }), at)?.length ?? null)).toEqual([null, 1]);
  });
});

const packet = (rest: Partial<TravellingPacket> = {}): TravellingPacket => ({
  family: 4,
  destination: HOST,
  ttl: 64,
  size: 60,
  dontFragment: false,
  ...rest,
});

describe('routers', () => {
  const to = (host: Omit<SimulatedHost, 'address'>, routers: Scenario['routers'] = []) =>
    new Fates({ hosts: [{ address: HOST, ...host }], routers });

  test('let the TTL expire where it is used up; nothing is said beyond those that are named', () => {
    const fates = to({ latency: 9, routers: [ROUTERS[0], null, ROUTERS[2]], distance: 6 });
    const said = [1, 2, 3, 4, 5, 6].map((ttl) => fates.onTheWay(packet({ ttl }), 0));
    const error = { type: 11, code: 0, mtu: null };
    const rest = { delay: 9, error, truncateTo: Infinity, corrupt: null };
    expect(said).toEqual([
      [{ from: ROUTERS[0], ttl: 64, ...rest }],
      [],
      [{ from: ROUTERS[2], ttl: 62, ...rest }],
      [],
      [],
      null,
    ]);
    expect(fates.atHost(HOST, 0)).toMatchObject([{ ttl: 59 }]);
  });

  test('have latencies and losses of their own', () => {
    const routers = [
      { address: ROUTERS[0], latency: 2 },
      { address: ROUTERS[1], loss: { every: 2 } },
    ];
    const fates = to({ latency: [30, 40], routers: ROUTERS }, routers);
    const delays = (ttl: number) => [1, 2, 3].map(() => fates.onTheWay(packet({ ttl }), 0)![0]?.delay);
    expect(delays(1)).toEqual([2, 2, 2]);
    expect(delays(2)).toEqual([30, undefined, 30]);
    expect(fates.atHost(HOST, 0)).toMatchObject([{ delay: 30 }]);
  });

  test('may be limited in how many errors they send, whichever host was asked', () => {
    const hosts = [HOST, '192.0.2.2'].map((address) => ({ address, routers: [ROUTERS[0]] }));
    const fates = new Fates({ hosts, routers: [{ address: ROUTERS[0], rateLimit: { perSecond: 10, burst: 3 } }] });
    const isTold = (destination: string, at: number) => fates.onTheWay(packet({ destination, ttl: 1 }), at)!.length > 0;
    const times = [0, 0, 0, 0, 50, 100, 100, 200, 5000, 5000, 5000, 5000];
    const told = times.map((at, i) => isTold(hosts[i % 2]!.address, at));
    expect(told.map(Number).join('')).toBe('111001011110');
    expect(fates.atHost(HOST, 5000)).toHaveLength(1);
  });

  test('of a scenario without a burst send one error, then wait', () => {
    const fates = to({ routers: [ROUTERS[0]] }, [{ address: ROUTERS[0], rateLimit: { perSecond: 1 } }]);
    const told = [0, 999, 1000, 1001].map((at) => fates.onTheWay(packet({ ttl: 1 }), at)!.length);
    expect(told).toEqual([1, 0, 1, 0]);
  });

  test('have narrow links: the first that is too narrow tells', () => {
    const fates = to({ routers: ROUTERS, mtu: 1400 }, [
      { address: ROUTERS[1], mtu: 1300 },
      { address: ROUTERS[2], mtu: 1200, tooBig: 'without-mtu' },
    ]);
    const ask = (size: number, rest = {}) =>
      fates.onTheWay(packet({ size, dontFragment: true, ...rest }), 0)?.map(({ from, error }) => [from, error!.mtu]);
    expect(ask(1401)).toEqual([[ROUTERS[0], 1400]]);
    expect(ask(1400)).toEqual([[ROUTERS[1], 1300]]);
    expect(ask(1300)).toEqual([[ROUTERS[2], null]]);
    expect(ask(1200)).toBeUndefined();
    expect(ask(1500, { dontFragment: false })).toBeUndefined();
    expect(ask(1500, { isLaterFragment: true })).toEqual([]);
    expect(fates.onTheWay(packet({ size: 1400, dontFragment: true, ttl: 2 }), 0)).toMatchObject([
      { error: { type: 11 } },
    ]);
  });

  test('in IPv6 say the same with other numbers', () => {
    const destination = '2001:db8::1';
    const fates = new Fates({ hosts: [{ address: destination, routers: ['2001:db8:1::1'], mtu: 1300 }] });
    const six = { family: 6, destination } as const;
    expect(fates.onTheWay(packet({ ...six, ttl: 1 }), 0)).toMatchObject([{ error: { type: 3, code: 0 } }]);
    const tooBig = packet({ ...six, size: 1301, dontFragment: true });
    expect(fates.onTheWay(tooBig, 0)).toMatchObject([{ error: { type: 2, code: 0, mtu: 1300 } }]);
  });
});

test('all responders answer, each with its own latency, and one without an entry like any host', () => {
  const fates = new Fates({
    hosts: [
      { address: '192.0.2.255', responders: ['192.0.2.1', '192.0.2.2', '192.0.2.3'] },
      { address: '192.0.2.1', latency: 7, loss: { every: 2 } },
      { address: '192.0.2.2', silent: true },
    ],
  });
  expect(['192.0.2.255', '192.0.2.1', '192.0.2.99'].map((one) => fates.isBroadcast(one))).toEqual([true, false, false]);
  const froms = () => fates.atHost('192.0.2.255', 0).map(({ from, delay }) => `${from} ${delay}`);
  expect(froms()).toEqual(['192.0.2.3 1', '192.0.2.1 7']);
  // The host counts its own requests, whichever way they reach it.
  expect(fates.atHost('192.0.2.1', 0)).toEqual([]);
  expect(froms()).toHaveLength(2);
});

test('nobody is at an address that no host has', () => {
  const fates = new Fates({ hosts: [] });
  expect(fates.onTheWay(packet({ ttl: 1 }), 0)).toBeNull();
  expect(fates.atHost(HOST, 0)).toEqual([]);
  expect(fates.unsent(HOST, 0)).toBeNull();
});

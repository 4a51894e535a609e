import { deepStrictEqual } from 'node:assert/strict';
import { map, merge, type Observable, take, throwError, timer } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { type EchoReply, isOutcome, ping, probe, reachability, statistics, sweep } from 'rxicmp';
import { marbleOf, simulate, type Scenario } from 'rxicmp/testing';
import { driverInUse } from '../../../src/drivers/driverInUse.ts';

const scenario: Scenario = {
  hosts: [
    { address: '192.0.2.1', latency: 5 },
    { address: '192.0.2.2', latency: 30, copies: 2 },
    { address: '192.0.2.3', silent: true },
    { address: '192.0.2.4', refuse: { type: 3, code: 1, from: '192.0.2.9' } },
    { address: '192.0.2.5', unsent: 'ENETUNREACH' },
  ],
  names: { nobody: [] },
};

test('streams run on the network and in virtual time, without being told', () => {
  simulate(scenario, ({ expectObservable, expectReplies, network, flush }) => {
    expectReplies(ping('192.0.2.1', { count: 3 })).toBe('5ms r 999ms r 999ms (r|)');
    expectObservable(timer(1000).pipe(map(() => network.counters().received))).toBe('1s (a|)', { a: 1 });
    flush();
    expect(network.log.map(({ at, event }) => `${at} ${event}`)).toEqual([
      '0 open',
      '0 send',
      '1000 send',
      '2000 send',
      '2005 close',
    ]);
  });
});

describe('a block that is asynchronous', () => {
  const refused = expect.objectContaining({
    code: 'ERR_ICMP_ARGUMENT',
    argument: 'block',
    expected: 'a function that returns no promise',
    fix: expect.stringContaining('useDriver()') as string,
  }) as Error;

  test('is refused before it begins', () => {
    let begun = false;
    // @ts-expect-error a promise
    const run = () => simulate(scenario, async () => void (begun = await Promise.resolve(true)));
    expect(run).toThrow(refused);
    expect(begun).toBe(false);
  });

  test.each([
    ['a promise', Promise.resolve(1)],
    ['what has a then', { then: () => undefined }],
  ])('is refused when it returns %s', (_name, result) => {
    const flushed: string[] = [];
    const run = () =>
      // @ts-expect-error a promise
      simulate(scenario, () => {
        ping('192.0.2.1').subscribe(({ status }) => flushed.push(status));
        return result;
      });
    expect(run).toThrow(refused);
    expect(flushed).toEqual([]);
    expect(driverInUse()).toBeNull();
  });
});

test('each reply is a letter', () => {
  simulate(scenario, ({ expectReplies }) => {
    expectReplies(ping('192.0.2.2', { count: 1, timeout: 20, lateWindow: 50 })).toBe('20ms t 9ms l 29ms d 9ms |');
    expectReplies(probe('192.0.2.3', { timeout: 3 })).toBe('---(t|)');
    expectReplies(probe('192.0.2.4')).toBe('-(x|)');
    expectReplies(probe('192.0.2.5')).toBe('(n|)');
    expectReplies(probe('nobody')).toBe('(n|)');
    expectReplies(ping('192.0.2.1'), '2s !').toBe('5ms r 999ms r');
  });
  expect(marbleOf({ status: 'skipped' })).toBe('s');
});

test('a marble test that does not hold fails, and shows both', () => {
  const wrong = (marbles: string) => () =>
    simulate(scenario, ({ expectReplies }) => expectReplies(probe('192.0.2.1')).toBe(marbles));
  wrong('-----(r|)')();
  expect(wrong('-----(t|)')).toThrow(/The stream did\n {2}.*"r".*\n.*\nexpected\n {2}.*"t"/);
  expect(wrong('----(r|)')).toThrow('The stream did');
  expect(wrong('------')).toThrow(/expected\n {2}nothing/);
});

describe('a marble test that does not hold shows the diagram that would have held', () => {
  const diagramOf = (message: string) => /The diagram of what it did: '(.*)'$/.exec(message)?.[1];
  const played = (stream: () => Observable<EchoReply>, unsubscription: string | undefined, marbles: string) => {
    try {
      simulate(scenario, ({ expectReplies }) => expectReplies(stream(), unsubscription).toBe(marbles));
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  };

  test.each<[string, () => Observable<EchoReply>, string?]>([
    ['one outcome', () => probe('192.0.2.1')],
    ['an outcome at once', () => probe('nobody')],
    ['late and duplicate replies', () => ping('192.0.2.2', { count: 1, timeout: 20, lateWindow: 50 })],
    ['a series that is left', () => ping('192.0.2.1'), '2s !'],
    ['nothing', () => probe('192.0.2.1'), '3ms !'],
  ])('%s', (_, stream, unsubscription) => {
    const diagram = diagramOf(played(stream, unsubscription, 'x 3s y')!);
    expect(diagram).toBeDefined();
    expect(played(stream, unsubscription, diagram!)).toBeNull();
  });

  test('not where letters cannot say it', () => {
    // While (tt) passes, four milliseconds go by.
    const close = () => merge(...['1', '1', '2'].map((n) => probe(`192.0.2.${n}`, { timeout: 7 })));
    expect(played(close, undefined, '-')).not.toContain('diagram');
    expect(played(() => ping('192.0.2.1', { interval: -1 }), undefined, '-')).not.toContain('diagram');
  });

  test('also behind a comparison of your own', () => {
    const wrong = () =>
      simulate(scenario, ({ expectReplies }) => expectReplies(probe('192.0.2.1')).toBe('(t|)'), deepStrictEqual);
    expect(wrong).toThrow("The diagram of what it did: '5ms (r|)'");
  });
});

test('errors are told apart', () => {
  const fails = (message: string) => () =>
    simulate(scenario, ({ expectObservable }) => {
      expectObservable(throwError(() => new Error('one'))).toBe('#', {}, new Error(message));
    });
  fails('one')();
  expect(fails('two')).toThrow('The stream did');
});

test('another comparison may be given', () => {
  const wrong = () =>
    simulate(scenario, ({ expectReplies }) => expectReplies(probe('192.0.2.1')).toBe('(t|)'), deepStrictEqual);
  expect(wrong).toThrow(expect.objectContaining({ code: 'ERR_ASSERTION' }));
});

describe('recording', () => {
  test('takes what is emitted, with its time, for so long', () => {
    const replies = simulate(scenario, ({ record }) => record(ping('192.0.2.1').pipe(map(marbleOf)), 2500));
    expect(replies).toEqual([
      { at: 5, value: 'r' },
      { at: 1005, value: 'r' },
      { at: 2005, value: 'r' },
    ]);
  });

  test('an error of the stream is one of the simulation', () => {
    const failing = () => simulate(scenario, ({ record }) => record(ping('192.0.2.1', { interval: -1 }), 100));
    expect(failing).toThrow('interval');
  });

  test.each([NaN, Infinity, -1])('not for %s ms', (ms) => {
    expect(() => simulate(scenario, ({ record }) => record(ping('192.0.2.1'), ms))).toThrow('ms is');
  });
});

test('a host that flaps for an hour', () => {
  const flapping: Scenario = {
    hosts: [{ address: '192.0.2.1', latency: 5, phases: [{ for: 1_200_000 }, { for: 60_000, silent: true }] }],
  };
  const start = performance.now();
  const changes = simulate(flapping, ({ record }) =>
    record(
      ping('192.0.2.1', { timeout: 500 }).pipe(
        reachability({ down: { n: 3, of: 3 }, up: { n: 2, of: 2 } }),
        map(({ from, to }) => `${from} ${to}`),
      ),
      3_600_000,
    ),
  );
  expect(changes).toEqual([
    { at: 1005, value: 'unknown up' },
    { at: 1_202_500, value: 'up down' },
    { at: 1_261_005, value: 'down up' },
    { at: 2_462_500, value: 'up down' },
    { at: 2_521_005, value: 'down up' },
  ]);
  // This is no measurement: in real time it would take an hour.
  expect(performance.now() - start).toBeLessThan(60_000);
});

test('the same scenario has the same results, and another seed others', () => {
  const lossy = (seed: number): Scenario => ({
    seed,
    hosts: [{ address: '192.0.2.1', latency: { logNormal: { median: 20, sigma: 0.5 } }, loss: 0.2 }],
  });
  const monitor = (seed: number) =>
    simulate(lossy(seed), ({ record }) =>
      record(ping('192.0.2.1', { timeout: 500, count: 300 }).pipe(statistics()), 4e5),
    );
  const [first, again, other] = [monitor(1), monitor(1), monitor(2)];
  expect(first).toEqual(again);
  expect(first.at(-1)).not.toEqual(other.at(-1));
  const { lost, rtt } = first.at(-1)!.value;
  expect(lost).toBeGreaterThan(30);
  expect(lost).toBeLessThan(90);
  expect(rtt!.median).toBeCloseTo(20, -1);
});

test('a sweep of many hosts', () => {
  const hosts = Array.from({ length: 254 }, (_, n) => ({ address: `192.0.2.${n + 1}`, latency: 2 }));
  const answered = simulate({ hosts }, ({ record }) => record(sweep('192.0.2.0/24').pipe(take(254)), 10_000));
  expect(answered.filter(({ value }) => isOutcome(value) && value.status === 'success')).toHaveLength(254);
});

test('whatever the block throws, the driver is the usual one afterwards', () => {
  const boom = () => {
    throw new Error('boom');
  };
  expect(() => simulate(scenario, boom)).toThrow('boom');
  expect(() => simulate({ hosts: [{ address: 'nowhere' }] }, boom)).toThrow('scenario.hosts[0].address');
  expect(driverInUse()).toBeNull();
});

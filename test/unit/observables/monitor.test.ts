import fc from 'fast-check';
import {
  monitor,
  ping,
  probe,
  sweep,
  sweepEvery,
  type EchoReply,
  type IcmpArgumentError,
  type MonitorOptions,
  type SweepOptions,
} from 'rxicmp';
import { SimulatedNetwork } from 'rxicmp/testing';
import { BehaviorSubject, firstValueFrom, from, of, Subject, take, throwError, toArray, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { inVirtualTime, watch } from './virtual.ts';

const host = (n: number) => `192.0.2.${n}`;
const hosts = [1, 2, 3].map((n) => ({ address: host(n), latency: 10 * n, loss: { every: n + 1 } }));

/** `time target sequence status` of all that is emitted. */
function told(make: (driver: SimulatedNetwork) => Observable<EchoReply<unknown>>, until = Infinity): string[] {
  const all: string[] = [];
  inVirtualTime((scheduler) => {
    const { replies, lines, subscription } = watch(make(new SimulatedNetwork({ hosts }, scheduler)), scheduler);
    if (until < Infinity) scheduler.schedule(() => subscription.unsubscribe(), until);
    scheduler.flush();
    all.push(...lines.map((line, i) => `${line}${replies[i] === undefined ? '' : ` ${replies[i].target}`}`));
  });
  return all;
}

describe('monitor', () => {
  it('is what repeated sweeps of a list are', () => {
    const targets = fc.uniqueArray(fc.constantFrom(...[1, 2, 3, 4].map(host)), { maxLength: 4 });
    const options = fc.record({
      rounds: fc.integer({ min: 1, max: 3 }),
      phase: fc.constantFrom<NonNullable<MonitorOptions['phase']>[]>('spread', 'aligned', 7),
      timeout: fc.constantFrom(5, 25, 300),
      retry: fc.nat(1),
      tag: fc.boolean(),
    });
    fc.assert(
      fc.property(targets, fc.integer({ min: 20, max: 200 }), options, (list, interval, { tag, ...more }) => {
        const given = list.map((target) => (tag ? { target, tag: target.length } : target));
        const monitored = told((driver) => monitor(given, { ...more, interval, driver }));
        expect(monitored).toEqual(told((driver) => of(given).pipe(sweepEvery(interval, { ...more, driver }))));
      }),
      { numRuns: 50 },
    );
  });

  it('has an interval of a second, and no end', () => {
    expect(told((driver) => monitor([host(1)], { driver }), 2500)).toEqual([
      '10 0 success 192.0.2.1',
      '2000 1 timed-out 192.0.2.1',
      '2010 2 success 192.0.2.1',
    ]);
  });

  it('follows a stream of lists, and an interval that changes', () => {
    const lists = new BehaviorSubject<readonly string[]>([host(1), host(4)]);
    const interval = new Subject<number>();
    const lines: string[] = [];
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork({ hosts: [{ address: host(1) }, { address: host(2) }] }, scheduler);
      const { replies, lines: told } = watch(monitor(lists, { driver, interval, timeout: 5 }), scheduler);
      for (const [at, work] of [
        [50, () => interval.next(100)],
        [120, () => lists.next([host(1), host(2)])],
        [300, () => lists.next([])],
        [310, () => lists.complete()],
      ] as const)
        scheduler.schedule(work, at);
      scheduler.flush();
      lines.push(
        ...told.map(
          (line, i) => `${line.split(' ').slice(0, 2).join(' ')} ${replies[i]?.target.at(-1)} ${replies[i]?.status}`,
        ),
      );
      expect(driver.counters()).toMatchObject({ handles: 0, outstanding: 0 });
    });
    expect(lines[0]).toBe('51 0 1 success');
    expect(lines.filter((line) => line.includes('removed'))).toEqual([
      expect.stringMatching(/^120 . 4 removed$/),
      expect.stringMatching(/^300 . [12] removed$/),
      expect.stringMatching(/^300 . [12] removed$/),
    ]);
    expect(lines.at(-1)).toMatch(/^310 complete/);
  });

  it.each<[string, () => Parameters<typeof monitor>[0]]>([
    ['text', () => '192.0.2.1-192.0.2.2'],
    ['an array', () => [host(1), host(2)]],
    ['a set', () => new Set([host(1), host(2)])],
    ['a promise of a list', () => Promise.resolve([host(1), host(2)])],
    [
      'an async iterable of lists',
      () =>
        (async function* () {
          yield await Promise.resolve([host(1), host(2)]);
        })(),
    ],
    ['an Observable of lists', () => of([host(1), host(2)])],
    ['an Observable of text', () => of('192.0.2.1-192.0.2.2') as never],
  ])('takes %s', async (_name, targets) => {
    const driver = new SimulatedNetwork({ hosts: hosts.map(({ address }) => ({ address })) });
    const replies = await firstValueFrom(monitor(targets(), { driver, rounds: 1, interval: 5 }).pipe(toArray()));
    expect(replies.map(({ target, status }) => `${target} ${status}`).sort()).toEqual([
      `${host(1)} success`,
      `${host(2)} success`,
    ]);
  });

  it('completes at once with an empty list', () => {
    expect(told((driver) => monitor([], { driver }))).toEqual(['0 complete']);
    expect(told((driver) => monitor(of([]), { driver }))).toEqual(['0 complete']);
  });

  it('fails as its lists do', () => {
    expect(
      told((driver) =>
        monitor(
          throwError(() => new Error('no list')),
          { driver },
        ),
      ),
    ).toEqual(['0 no list']);
  });

  it.each<[unknown, object, string, string, string?]>([
    [5, {}, 'targets', 'text, an Iterable of targets, or a stream of such lists', 'for example pass [target].'],
    [null, {}, 'targets', 'text, an Iterable of targets, or a stream of such lists'],
    [undefined, {}, 'targets', 'text, an Iterable of targets, or a stream of such lists'],
    [
      { target: host(1) },
      {},
      'targets',
      'text, an Iterable of targets, or a stream of such lists',
      'put it into an array.',
    ],
    [of(5), {}, 'targets', 'text, or an Iterable of targets'],
    ['192.0.2.0/33', {}, 'text', 'a prefix of 0 to 32 bits'],
    [[host(1)], { interval: 0.5 }, 'interval', 'a number of milliseconds of at least 1', 'did you mean 500 (ms)?'],
    [[host(1)], { intervall: 5 }, 'intervall', expect.stringContaining('interval') as never, 'did you mean interval?'],
    [[host(1)], { rounds: 0 }, 'rounds', 'an integer of at least 1, or Infinity'],
    [[host(1)], { hostsOnly: true }, 'hostsOnly', 'false, because the targets are no text'],
    ['192.0.2.0/30', { hostsOnly: 1 }, 'hostsOnly', 'true or false'],
    [[host(1)], null as never, 'options', 'an object'],
  ])('%# is an error before anything is sent', (targets, options, argument, expected, fix) => {
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork({ hosts }, scheduler);
      const given = options === null ? options : { ...options, driver };
      const { errors } = watch(monitor(targets as never, given as never), scheduler);
      scheduler.flush();
      expect(errors).toMatchObject([{ code: 'ERR_ICMP_ARGUMENT', argument, expected, ...(fix && { fix }) }]);
      expect(driver.log.filter(({ event }) => event === 'send')).toEqual([]);
    });
  });

  it('is what ping of a list is told to be', () => {
    for (const stream of [ping, probe]) {
      const errors: IcmpArgumentError[] = [];
      stream([host(1)] as never).subscribe({ error: (error: IcmpArgumentError) => errors.push(error) });
      expect(errors).toMatchObject([{ argument: 'target', expected: 'a single target' }]);
      expect(errors[0]!.fix).toContain('monitor(targets)');
    }
  });
});

describe('hostsOnly', () => {
  const targetsOf = (targets: string, options: SweepOptions): Promise<string[]> =>
    firstValueFrom(
      sweep(targets, { ...options, driver: new SimulatedNetwork({ hosts: [] }), timeout: 5 }).pipe(toArray()),
    ).then((replies) => replies.map(({ target }) => target).sort());

  it.each([
    ['192.0.2.0/30', [host(1), host(2)]],
    ['192.0.2.0/31', [host(0), host(1)]],
    ['192.0.2.0/32', [host(0)]],
    ['192.0.2.0-192.0.2.3', [0, 1, 2, 3].map(host)],
    ['2001:db8::/126', ['2001:db8::1', '2001:db8::2', '2001:db8::3']],
    ['2001:db8::/127', ['2001:db8::', '2001:db8::1']],
    // A slice of a subnet, whose first address may be a host's.
    ['2001:db8::4/126', ['2001:db8::4', '2001:db8::5', '2001:db8::6', '2001:db8::7']],
  ])('of %s leaves %j', async (text, expected) => {
    expect(await targetsOf(text, { hostsOnly: true })).toEqual(expected);
  });

  it('is false unless it is asked for', async () => {
    expect(await targetsOf('192.0.2.0/30', {})).toEqual([0, 1, 2, 3].map(host));
  });

  it('is an error where it would mean nothing', () => {
    const errors: unknown[] = [];
    sweep([host(1)], { hostsOnly: true }).subscribe({ error: (error) => errors.push(error) });
    sweep(from([host(1)]).pipe(take(1)), { hostsOnly: true }).subscribe({ error: (error) => errors.push(error) });
    expect(errors).toMatchObject([{ argument: 'hostsOnly' }, { argument: 'hostsOnly' }]);
  });
});

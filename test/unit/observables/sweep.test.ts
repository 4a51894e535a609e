import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import fc from 'fast-check';
import { addresses, sweep, type EchoOutcome, type SweepOptions, type Target, type TargetSource } from 'rxicmp';
import type { IcmpDriver } from 'rxicmp/icmpapi';
import { SimulatedNetwork, type Scenario, type SimulatedHost } from 'rxicmp/testing';
import {
  asyncScheduler,
  config,
  from,
  lastValueFrom,
  map,
  NEVER,
  of,
  Subject,
  take,
  tap,
  throwError,
  toArray,
  type SchedulerLike,
} from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { inVirtualTime, watch, withMembers } from './virtual.ts';

/** 192.0.2.n answers after n ms, up to 100. */
const hosts: readonly SimulatedHost[] = Array.from({ length: 100 }, (_, n) => ({
  address: `192.0.2.${n}`,
  latency: n,
}));

function network(scheduler: SchedulerLike, more: Partial<Scenario> = {}): SimulatedNetwork {
  return new SimulatedNetwork({ hosts, names: { 'host.example': ['192.0.2.20'] }, ...more }, scheduler);
}

const host = (n: number) => `192.0.2.${n}`;

/** The requests that left, as `time last octet`. */
function sends(driver: SimulatedNetwork): string[] {
  return driver.log
    .filter(({ event }) => event === 'send')
    .map(({ at, destination }) => `${at} ${octet(destination!)}`);
}

const octet = (address: string) => address.split('.').at(-1)!;
const nothingLeft = { handles: 0, outstanding: 0 };

/** Everything that a sweep emits, each as `time last octet status`. */
function watchSweep(
  targets: string | TargetSource<Target>,
  options: SweepOptions,
  scheduler: SchedulerLike,
): { lines: string[]; replies: EchoOutcome<unknown>[]; unsubscribe: () => void } {
  const lines: string[] = [];
  const replies: EchoOutcome<unknown>[] = [];
  const at = () => Number(scheduler.now().toFixed(6));
  const subscription = sweep(targets, { rate: Infinity, ...options }).subscribe({
    next: (reply) => {
      replies.push(reply);
      lines.push(`${at()} ${octet(reply.target)} ${reply.status}`);
    },
    error: (error: Error & { code?: string }) => lines.push(`${at()} ${error.code ?? error.message}`),
    complete: () => lines.push(`${at()} complete`),
  });
  return { lines, replies, unsubscribe: () => subscription.unsubscribe() };
}

describe('sweep', () => {
  it('emits the outcome of each target as it comes', () => {
    inVirtualTime((scheduler, { expectObservable }) => {
      const driver = network(scheduler);
      const outcomes = sweep([host(4), host(2), '192.0.2.200', host(6)], { driver, rate: Infinity, timeout: 9 });
      const values = outcomes.pipe(map(({ target, status }) => `${octet(target)} ${status}`));
      const expected = { a: '4 success', b: '2 success', c: '200 timed-out', d: '6 success' };
      expectObservable(values).toBe('--b-a-d--(c|)', expected);
    });
  });

  it('does what its documentation shows', () => {
    inVirtualTime((scheduler, { expectObservable }) => {
      const letters = { a: '10.0.0.1', b: '10.0.0.2', c: '10.0.0.3', d: '10.0.0.4' };
      const { a, b, c, d } = letters;
      const driver = network(scheduler, { hosts: [a, c, d].map((address) => ({ address, latency: 2 })) });
      const outcomes = sweep([a, b, c, d], { driver, rate: 500, timeout: 9 });
      expectObservable(outcomes.pipe(map(({ target }) => target))).toBe('--a---c-d--(b|)', letters);
    });
  });

  it.each<[string, () => string | TargetSource<Target>]>([
    ['text', () => '192.0.2.1-192.0.2.3'],
    ['an array', () => [host(1), host(2), host(3)]],
    ['a set', () => new Set([host(1), host(2), host(3)])],
    ['a generator', () => addresses('192.0.2.1-192.0.2.3')],
    ['an Observable', () => of(host(1), { target: host(2) }, host(3))],
  ])('takes targets from %s', (_name, targets) => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const { lines, replies } = watchSweep(targets(), { driver }, scheduler);
      scheduler.flush();
      expect(lines).toEqual(['1 1 success', '2 2 success', '3 3 success', '3 complete']);
      expect(replies[1]).toMatchObject({ target: host(2), tag: null, sequence: 0, round: 0, attempt: 1, missed: 0 });
      // All probes share one handle, which is closed in the end.
      expect(driver.log.filter(({ event }) => event === 'open' || event === 'close')).toHaveLength(2);
      expect(driver.counters()).toMatchObject(nothingLeft);
    });
  });

  it.each<[string, () => string | TargetSource<Target>]>([
    ['an array', () => []],
    ['an Observable', () => of()],
    ['an empty block', () => addresses('192.0.2.1', { exclude: ['192.0.2.1'] })],
  ])('completes at once when there are no targets: %s', (_name, targets) => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      expect(watchSweep(targets(), { driver, rate: 1 }, scheduler).lines).toEqual(['0 complete']);
      expect(driver.log).toEqual([]);
    });
  });

  it('completes when the last probe has ended, not when the next one could be sent', () => {
    inVirtualTime((scheduler) => {
      const { lines } = watchSweep([host(3)], { driver: network(scheduler), rate: 0.1 }, scheduler);
      scheduler.flush();
      expect(lines).toEqual(['3 3 success', '3 complete']);
      expect(scheduler.now()).toBe(3);
    });
  });

  it('does nothing before it is subscribed, and each subscription is a sweep', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const all = sweep([host(1)], { driver });
      expect(driver.log).toEqual([]);
      all.subscribe();
      all.subscribe();
      scheduler.flush();
      expect(sends(driver)).toEqual(['0 1', '0 1']);
    });
  });

  it('has options and tags for each target', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const send = vi.spyOn(driver, 'sendEcho2Ex');
      const tag = { room: 7 };
      const targets = [
        host(1),
        { target: host(2), tag },
        { target: host(3), tag: 'x', ttl: 5, timeout: 2 },
        { target: host(4), ttl: undefined },
      ];
      const { lines, replies } = watchSweep(targets, { driver, ttl: 9 }, scheduler);
      scheduler.flush();
      expect(lines).toEqual(['1 1 success', '2 2 success', '2 3 timed-out', '4 4 success', '4 complete']);
      expect(replies.map((reply) => reply.tag)).toEqual([null, tag, 'x', null]);
      expect(replies[1]!.tag).toBe(tag);
      expect(send.mock.calls.map(([, { ttl, timeout }]) => [ttl, timeout])).toEqual([
        [9, 1000],
        [9, 1000],
        [5, 2],
        [9, 1000],
      ]);
    });
  });

  it('probes both families, each with a handle of its own, and a target that comes again once more', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler, { hosts: [...hosts, { address: '2001:db8::1', latency: 5 }] });
      const { replies } = watchSweep([host(1), '2001:DB8::1', host(1)], { driver }, scheduler);
      scheduler.flush();
      expect(replies.map(({ target, destination, sequence }) => [target, destination, sequence])).toEqual([
        [host(1), host(1), 0],
        [host(1), host(1), 0],
        ['2001:DB8::1', '2001:DB8::1', 0],
      ]);
      expect(driver.log.filter(({ event }) => event === 'open')).toHaveLength(2);
    });
  });

  it('emits every responder of a broadcast address', () => {
    inVirtualTime((scheduler) => {
      const all = { address: '192.0.2.255', responders: [host(3), host(5)] };
      const driver = network(scheduler, { hosts: [...hosts, all] });
      const { lines } = watchSweep(['192.0.2.255', host(4)], { driver, timeout: 9 }, scheduler);
      scheduler.flush();
      expect(lines).toEqual(['3 255 success', '4 4 success', '5 255 success', '9 complete']);
    });
  });

  it('can use another driver for a target', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const later = withMembers(network(scheduler), { now: () => scheduler.now() + 5000 });
      const other = network(scheduler);
      const targets = [host(1), { target: host(2), driver: other }, { target: host(3), driver: later }];
      watchSweep(targets, { driver, rate: 500 }, scheduler);
      scheduler.flush();
      expect(sends(driver)).toEqual(['0 1']);
      expect(sends(other)).toEqual(['2 2']);
      for (const each of [driver, other]) expect(each.counters()).toMatchObject(nothingLeft);
    });
  });
});

describe('what is malformed', () => {
  it('is a value, and spares the other targets', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const targets = [
        host(1),
        '192.0.2.256',
        '0.0.0.0',
        '::',
        'fe80::1',
        'no host',
        '',
        null,
        7,
        {},
        { target: 5, tag: 'five' },
        { target: host(2), tll: 5 },
        { target: host(3), ttl: 0 },
        { target: '2001:db8::1', source: '192.0.2.9' },
        host(4),
      ];
      const reasons: unknown[] = [];
      const listen = (reason: unknown): unknown => reasons.push(reason);
      subscribe('rxicmp:malformed', listen);
      const { lines, replies } = watchSweep(targets as Target[], { driver }, scheduler);
      scheduler.flush();
      unsubscribe('rxicmp:malformed', listen);
      expect(lines.slice(-3)).toEqual(['1 1 success', '4 4 success', '4 complete']);
      // Only the channel has the whole errors.
      expect(reasons).toHaveLength(13);
      expect(reasons.slice(-3)).toMatchObject([
        { code: 'ERR_ICMP_ARGUMENT', argument: 'tll', fix: 'did you mean ttl?' },
        { code: 'ERR_ICMP_ARGUMENT', argument: 'ttl', value: 0 },
        { code: 'ERR_ICMP_ARGUMENT', argument: 'source' },
      ]);
      const bad = replies.slice(0, -2);
      expect(bad).toHaveLength(13);
      for (const reply of bad) {
        expect(reply).toMatchObject({
          status: 'not-resolved',
          errorCode: 'EINVAL',
          destination: null,
          lookupTime: null,
        });
      }
      expect(bad.map(({ target }) => target)).toEqual([
        '192.0.2.256',
        '0.0.0.0',
        '::',
        'fe80::1',
        'no host',
        '',
        'null',
        '7',
        '',
        '',
        host(2),
        host(3),
        '2001:db8::1',
      ]);
      expect(bad[9]!.tag).toBe('five');
      expect(new Set(replies.map((reply) => Object.keys(reply).join(' ')))).toHaveLength(1);
      expect(driver.counters()).toMatchObject(nothingLeft);
    });
  });

  it('is a target of another family than the options', () => {
    inVirtualTime((scheduler) => {
      const { lines } = watchSweep([host(1), '2001:db8::1'], { driver: network(scheduler), family: 4 }, scheduler);
      scheduler.flush();
      expect(lines).toEqual(['0 2001:db8::1 not-resolved', '1 1 success', '1 complete']);
    });
  });

  it('is not tried again', () => {
    inVirtualTime((scheduler) => {
      const { lines } = watchSweep(['no host'], { driver: network(scheduler), retry: 5 }, scheduler);
      expect(lines).toEqual(['0 no host not-resolved', '0 complete']);
    });
  });

  it.each<[unknown, object, string, unknown]>([
    ['192.0.2.0/33', {}, 'text', '192.0.2.0/33'],
    [null, {}, 'targets', null],
    [7, {}, 'targets', 7],
    [{ target: host(1) }, {}, 'targets', { target: host(1) }],
    [[], { rate: 0 }, 'rate', 0],
    [[], { rate: -1 }, 'rate', -1],
    [[], { rate: NaN }, 'rate', NaN],
    [[], { rate: '5' }, 'rate', '5'],
    [[], { rate: { rate: 5 } }, 'rate', { rate: 5 }],
    [[], { rate: null }, 'rate', null],
    [[], { concurrent: 0 }, 'concurrent', 0],
    [[], { concurrent: 1.5 }, 'concurrent', 1.5],
    [[], { concurrency: 5 }, 'concurrency', 5],
    [[], { ttl: 0 }, 'ttl', 0],
    [[], { retry: -1 }, 'retry', -1],
    [[], { timeout: 0 }, 'timeout', 0],
    [[], { family: 4, source: '2001:db8::1' }, 'source', '2001:db8::1'],
    [[], null as never, 'options', null],
  ])('in the call is an error of the subscription: sweep(%j, %j)', (targets, options, argument, value) => {
    const errors: unknown[] = [];
    sweep(targets as never, options).subscribe({ error: (error) => errors.push(error) });
    expect(errors).toMatchObject([{ code: 'ERR_ICMP_ARGUMENT', argument, value }]);
  });

  it('comes with a fix', () => {
    const errors: unknown[] = [];
    sweep({ target: host(1) } as never).subscribe({ error: (error) => errors.push(error) });
    sweep([], { rate: 0 }).subscribe({ error: (error) => errors.push(error) });
    sweep([], { concurency: 3 } as never).subscribe({ error: (error) => errors.push(error) });
    expect(errors).toMatchObject([
      { fix: 'put it into an array.' },
      { fix: 'pass Infinity for no limit.' },
      { fix: 'did you mean concurrent?' },
    ]);
  });
});

describe('the window of a sweep', () => {
  it('never has more probes under way than it may, and is refilled as they end', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      let most = 0;
      const counting = withMembers(driver, {
        sendEcho2Ex: (...request) => {
          const pending = driver.sendEcho2Ex(...request);
          most = Math.max(most, driver.counters().outstanding);
          return pending;
        },
      });
      watchSweep([host(5), host(3), host(1), host(9)], { driver: counting, concurrent: 2 }, scheduler);
      scheduler.flush();
      expect(sends(driver)).toEqual(['0 5', '0 3', '3 1', '4 9']);
      expect(most).toBe(2);
    });
  });

  it('takes targets only when it has room for them', () => {
    inVirtualTime((scheduler) => {
      const taken: number[] = [];
      function* targets() {
        for (let n = 5; n > 0; n--) {
          taken.push(scheduler.now());
          yield host(n);
        }
      }
      const { lines } = watchSweep(targets(), { driver: network(scheduler), concurrent: 2 }, scheduler);
      scheduler.flush();
      // 5 ends at 5, 4 at 4, 3 at 7, 2 at 7, 1 at 8.
      expect(taken).toEqual([0, 0, 4, 5, 7]);
      expect(lines.at(-1)).toBe('8 complete');
    });
  });

  it('keeps what an Observable emits too early', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const source = new Subject<string>();
      const { lines } = watchSweep(source, { driver, concurrent: 1 }, scheduler);
      for (const n of [3, 2, 1]) source.next(host(n));
      source.complete();
      scheduler.flush();
      expect(lines).toEqual(['3 3 success', '5 2 success', '6 1 success', '6 complete']);
      expect(sends(driver)).toEqual(['0 3', '3 2', '5 1']);
    });
  });

  it('probes each target exactly once, whatever the window and the order in which they end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(120), { maxLength: 60 }),
        fc.oneof(fc.integer({ min: 1, max: 70 }), fc.constant(Infinity)),
        fc.constantFrom(Infinity, 3000, 250),
        fc.boolean(),
        (octets, concurrent, rate, observed) => {
          inVirtualTime((scheduler) => {
            const driver = network(scheduler);
            const targets = octets.map(host);
            const options = { driver, concurrent, rate, timeout: 50 };
            const { lines, replies } = watchSweep(observed ? from(targets) : targets, options, scheduler);
            scheduler.flush();
            expect(replies.map(({ target }) => target).sort()).toEqual([...targets].sort());
            expect(sends(driver).map((send) => host(Number(send.split(' ')[1])))).toEqual(targets);
            expect(replies.every(({ target, status }) => Number(octet(target)) <= 50 === (status === 'success'))).toBe(
              true,
            );
            expect(lines.at(-1)).toMatch(/ complete$/);
            expect(driver.counters()).toMatchObject(nothingLeft);
          });
        },
      ),
    );
  });

  it('is unlimited when it shall be, and sends more than a turn of the event loop may', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const targets = addresses('10.0.0.0/20');
      const { replies, lines } = watchSweep(targets, { driver, concurrent: Infinity, timeout: 500 }, scheduler);
      expect(driver.counters().outstanding).toBe(1024);
      scheduler.flush();
      expect(replies.map(({ target }) => target)).toEqual([...targets]);
      expect(lines.at(-1)).toBe('500 complete');
    });
  });

  it('is not refilled in a burst while the event loop waits for its turn', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const turns: (() => void)[] = [];
      const schedule = vi.spyOn(asyncScheduler, 'schedule').mockImplementation((work) => {
        turns.push(() => work.call(undefined as never));
        return NEVER.subscribe();
      });
      const targets = Array<string>(3000).fill(host(1));
      const { replies } = watchSweep(targets, { driver }, scheduler);
      scheduler.flush();
      // Each probe that ended was replaced by the next one, until none was left.
      expect(replies).toHaveLength(3000);
      expect(Math.max(...countsAt(sends(driver)))).toBe(1024);
      schedule.mockRestore();
    });
  });
});

/** How many were sent at each time. */
function countsAt(sent: readonly string[]): number[] {
  const counts = new Map<string, number>();
  for (const send of sent) counts.set(send.split(' ')[0]!, (counts.get(send.split(' ')[0]!) ?? 0) + 1);
  return [...counts.values()];
}

describe('names in a sweep', () => {
  const slow = (driver: SimulatedNetwork, scheduler: SchedulerLike, time = 30) => {
    let running = 0;
    const seen = { most: 0, abandoned: 0 };
    const members: Partial<IcmpDriver> = {
      lookup: (name, family, onResult) => {
        seen.most = Math.max(seen.most, ++running);
        let abandon: () => void = () => undefined;
        const action = scheduler.schedule(() => {
          running--;
          abandon = driver.lookup(name, family, onResult);
        }, time);
        return () => {
          if (!action.closed && scheduler.now() < time) seen.abandoned++;
          action.unsubscribe();
          abandon();
        };
      },
    };
    return { driver: withMembers(driver, members), seen };
  };

  it('are looked up on the way', () => {
    inVirtualTime((scheduler) => {
      const { driver } = slow(network(scheduler), scheduler);
      const { lines, replies } = watchSweep(['host.example', host(9), 'nowhere.example'], { driver }, scheduler);
      scheduler.flush();
      expect(lines).toEqual(['9 9 success', '30 example not-resolved', '50 example success', '50 complete']);
      expect(replies[1]).toMatchObject({ target: 'nowhere.example', errorCode: 'ENOTFOUND', lookupTime: 30 });
      expect(replies[2]).toMatchObject({ target: 'host.example', destination: host(20), lookupTime: 30, rtt: 20 });
    });
  });

  it('are looked up all at once, and wait for their slots afterwards', () => {
    inVirtualTime((scheduler) => {
      const simulated = network(scheduler);
      const { driver, seen } = slow(simulated, scheduler);
      const names = Array<string>(40).fill('host.example');
      const { replies } = watchSweep(names, { driver, rate: 500 }, scheduler);
      scheduler.flush();
      expect(seen.most).toBe(40);
      expect(replies).toHaveLength(40);
      const times = sends(simulated).map((send) => Number(send.split(' ')[0]));
      expect(times).toEqual(Array.from({ length: 40 }, (_, n) => 30 + 2 * n));
    });
  });

  it('give up after their time, which begins when a driver that lets them wait says so', () => {
    inVirtualTime((scheduler) => {
      const waiting: ((isWaiting: boolean) => void)[] = [];
      let asked = 0;
      const driver = withMembers(network(scheduler), {
        lookup: (_name, _family, _onResult, onWaiting) => {
          if (asked++ < 16) return () => waiting.shift()?.(false);
          onWaiting!(true);
          waiting.push(onWaiting!);
          return () => undefined;
        },
      });
      const names = Array<string>(20).fill('host.example');
      const { lines, replies } = watchSweep(names, { driver, lookupTimeout: 100 }, scheduler);
      scheduler.flush();
      expect(lines.filter((line) => line === '100 example not-resolved')).toHaveLength(16);
      expect(lines.filter((line) => line === '200 example not-resolved')).toHaveLength(4);
      expect(replies.every(({ lookupTime }) => lookupTime === 100)).toBe(true);
    });
  });

  it('are abandoned when the subscriber leaves', () => {
    inVirtualTime((scheduler) => {
      const simulated = network(scheduler);
      const { driver, seen } = slow(simulated, scheduler);
      const { unsubscribe, lines } = watchSweep(Array<string>(20).fill('host.example'), { driver }, scheduler);
      scheduler.schedule(unsubscribe, 10);
      scheduler.flush();
      expect(seen.abandoned).toBe(20);
      expect(lines).toEqual([]);
      expect(sends(simulated)).toEqual([]);
      expect(scheduler.now()).toBe(10);
    });
  });
});

describe('retry in a sweep', () => {
  const stubborn = [
    { address: host(1), latency: [300, 300, 20] },
    { address: host(2), latency: 40 },
  ];

  it('tries again and emits the last outcome', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler, { hosts: stubborn });
      const options = { driver, timeout: 100, retry: 2, concurrent: 1 };
      const { lines, replies } = watchSweep([host(1), host(2), host(3)], options, scheduler);
      scheduler.flush();
      expect(lines).toEqual(['220 1 success', '260 2 success', '560 3 timed-out', '560 complete']);
      expect(replies.map(({ attempt }) => attempt)).toEqual([3, 1, 3]);
    });
  });

  it('waits between attempts without holding the others up, and can emit all of them', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler, { hosts: stubborn });
      const retry = { count: 5, delay: 50, factor: 2, emit: 'every' as const };
      const { lines, replies } = watchSweep([{ target: host(1), retry }, host(2)], { driver, timeout: 100 }, scheduler);
      scheduler.flush();
      expect(lines).toEqual(['40 2 success', '100 1 timed-out', '250 1 timed-out', '370 1 success', '370 complete']);
      expect(replies.map(({ attempt }) => attempt)).toEqual([1, 1, 2, 3]);
    });
  });

  it('keeps the rate', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const targets = ['10.0.0.1', '10.0.0.2', '10.0.0.3'];
      watchSweep(targets, { driver, timeout: 5, retry: 2, rate: 500 }, scheduler);
      scheduler.flush();
      expect(sends(driver)).toEqual(['0 1', '2 2', '4 3', '6 1', '8 2', '10 3', '12 1', '14 2', '16 3']);
    });
  });

  it('looks names up again', () => {
    inVirtualTime((scheduler) => {
      const names: Record<string, string[]> = {};
      const driver = network(scheduler, { names });
      const { lines } = watchSweep(['host.example'], { driver, retry: { count: 5, delay: 20 } }, scheduler);
      scheduler.schedule(() => (names['host.example'] = [host(1)]), 30);
      scheduler.flush();
      expect(lines).toEqual(['41 example success', '41 complete']);
    });
  });

  it('never sends more often than it may', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(1, 5, 200, 201), { maxLength: 20 }),
        fc.nat(5),
        fc.constantFrom(0, 7),
        fc.integer({ min: 1, max: 30 }),
        (octets, count, delay, concurrent) => {
          inVirtualTime((scheduler) => {
            const driver = network(scheduler);
            const options = { driver, concurrent, timeout: 10, retry: { count, delay } };
            const { replies } = watchSweep(octets.map(host), options, scheduler);
            scheduler.flush();
            expect(replies.map(({ target }) => target).sort()).toEqual(octets.map(host).sort());
            expect(replies.every(({ status, attempt }) => attempt === (status === 'success' ? 1 : count + 1))).toBe(
              true,
            );
            const silent = octets.filter((n) => n >= 200).length;
            expect(driver.counters()).toMatchObject({ ...nothingLeft, sent: octets.length + silent * count });
          });
        },
      ),
    );
  });

  it('sends a broadcast again once, however many refuse', () => {
    inVirtualTime((scheduler) => {
      const refusing = [5, 6].map((n) => ({
        address: host(n),
        latency: n,
        refuse: { type: 3, code: 1, from: `192.0.2.24${n}` },
      }));
      const all = { address: '192.0.2.255', responders: [host(5), host(6)] };
      const driver = network(scheduler, { hosts: [...refusing, all] });
      const options = { driver, timeout: 50, retry: { count: 1, emit: 'every' as const } };
      const { replies } = watchSweep(['192.0.2.255'], options, scheduler);
      scheduler.flush();
      expect(driver.counters()).toMatchObject({ ...nothingLeft, sent: 2 });
      expect(replies.map(({ attempt }) => attempt)).toEqual([1, 1, 2, 2]);
    });
  });

  it.each(['when', 'delay'])('ends with what %s of the policy throws', (name) => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const boom = () => {
        throw new Error('policy');
      };
      const retry = { count: 1, [name]: boom };
      const { lines } = watchSweep(['10.0.0.1', '10.0.0.2'], { driver, timeout: 5, retry }, scheduler);
      scheduler.flush();
      expect(lines).toEqual(['5 policy']);
      expect(driver.counters()).toMatchObject(nothingLeft);
    });
  });
});

describe('a subscriber that leaves a sweep', () => {
  it('cancels everything, at any moment', () => {
    fc.assert(
      fc.property(
        fc.nat(60),
        fc.constantFrom(Infinity, 400),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(0, 1),
        (at, rate, concurrent, retry) => {
          inVirtualTime((scheduler) => {
            const driver = network(scheduler);
            const targets = [...addresses('192.0.2.0/26'), 'host.example', '10.0.0.1'];
            const options = { driver, rate, concurrent, timeout: 20, retry: { count: retry, delay: 3 } };
            const { unsubscribe, lines } = watchSweep(targets, options, scheduler);
            scheduler.schedule(unsubscribe, at);
            scheduler.schedule(() => {
              expect(driver.counters()).toMatchObject(nothingLeft);
              lines.length = 0;
            }, at);
            scheduler.flush();
            expect(lines).toEqual([]);
            // No timer and no look-up is left.
            expect(scheduler.now()).toBeLessThanOrEqual(Math.max(at, 60));
          });
        },
      ),
    );
  });

  it('may do so from within next', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const seen: string[] = [];
      sweep(addresses('192.0.2.1-192.0.2.50'), { driver, concurrent: 10, rate: Infinity })
        .pipe(take(3))
        .subscribe(({ target }) => seen.push(octet(target)));
      scheduler.flush();
      expect(seen).toEqual(['1', '2', '3']);
      expect(driver.counters()).toMatchObject(nothingLeft);
      expect(scheduler.now()).toBe(3);
    });
  });

  it('may do so while targets are taken, and closes what they come from', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const closed: string[] = [];
      function* targets() {
        try {
          yield 'no host';
          yield host(1);
          yield host(2);
        } finally {
          closed.push('closed');
        }
      }
      // Malformed: emitted while the first target is taken.
      sweep(targets(), { driver, rate: Infinity }).pipe(take(1)).subscribe();
      expect(closed).toEqual(['closed']);
      expect(driver.log).toEqual([]);
    });
  });

  it('may do so from within the source itself', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const closed: string[] = [];
      function* targets() {
        try {
          yield host(5);
          subscription.unsubscribe();
          yield host(6);
          yield host(7);
        } finally {
          closed.push('closed');
        }
      }
      const source = new Subject<string>();
      const subscription = sweep(targets(), { driver, concurrent: 1, rate: Infinity }).subscribe(() => source.next(''));
      scheduler.flush();
      expect(closed).toEqual(['closed']);
      expect(driver.counters()).toMatchObject(nothingLeft);
      expect(sends(driver)).toEqual(['0 5']);
    });
  });

  it('leaves an Observable that emits without end', () => {
    function* endless() {
      for (;;) yield 'no host';
    }
    inVirtualTime((scheduler) => {
      const seen: unknown[] = [];
      sweep(from(endless()), { driver: network(scheduler), rate: Infinity })
        .pipe(take(2))
        .subscribe((reply) => seen.push(reply));
      expect(seen).toHaveLength(2);
    });
  });
});

describe('the source of targets', () => {
  const subscribed = (observer: { next(target: string): void; complete(): void }): { unsubscribe(): void } => {
    observer.next(host(1));
    observer.complete();
    return { unsubscribe: () => undefined };
  };
  it.each<[string, unknown]>([
    ['an object with @@observable', { '@@observable': () => ({ subscribe: subscribed }) }],
    ['an object like an array', { length: 1, 0: host(1) }],
    ['a promise', Promise.resolve(host(1))],
    ['a readable stream', new ReadableStream({ start: (sink) => (sink.enqueue(host(1)), sink.close()) })],
  ])('may be %s', async (_name, targets) => {
    const driver = new SimulatedNetwork({ hosts: [{ address: host(1) }] });
    const replies = await lastValueFrom(sweep(targets as string[], { driver }).pipe(toArray()));
    expect(replies).toMatchObject([{ target: host(1), status: 'success' }]);
    expect(driver.counters()).toMatchObject({ handles: 0, outstanding: 0 });
  });

  it('fails the sweep when it fails', () => {
    inVirtualTime((scheduler) => {
      function* targets() {
        yield host(5);
        yield host(6);
        throw new Error('no more');
      }
      const driver = network(scheduler);
      const iterable = watchSweep(targets(), { driver, concurrent: 1 }, scheduler);
      const observable = watchSweep(
        throwError(() => new Error('source')),
        { driver },
        scheduler,
      );
      const broken = {
        [Symbol.iterator]: () => {
          throw new Error('no iterator');
        },
      };
      const noIterator = watchSweep(broken as never, { driver }, scheduler);
      scheduler.flush();
      expect(iterable.lines).toEqual(['5 5 success', '11 6 success', '11 no more']);
      expect(observable.lines).toEqual(['0 source']);
      expect(noIterator.lines).toEqual(['0 no iterator']);
      expect(driver.counters()).toMatchObject(nothingLeft);
    });
  });

  it('may be fed from within next', () => {
    inVirtualTime((scheduler) => {
      const source = new Subject<string>();
      const { lines, replies } = watchSweep(source.pipe(tap()), { driver: network(scheduler) }, scheduler);
      let left = 5;
      const again = sweep(source, { driver: network(scheduler), rate: Infinity }).subscribe(() => {
        if (left-- > 0) source.next('no host');
        else source.complete();
      });
      source.next('no host');
      scheduler.flush();
      expect(replies).toHaveLength(6);
      expect(lines.at(-1)).toBe('0 complete');
      expect(again.closed).toBe(true);
    });
  });

  describe('that is asynchronous', () => {
    const driver = () => new SimulatedNetwork({ hosts: hosts.map((each) => ({ ...each, latency: 1 })) });
    const run = (targets: AsyncIterable<Target>, options: SweepOptions, on: (reply: EchoOutcome<unknown>) => void) =>
      new Promise<void>((resolve, reject) => {
        sweep(targets, options).subscribe({ next: on, error: reject, complete: resolve });
      });

    it('is asked for one target at a time, when there is room', async () => {
      let ahead = 0;
      const seen: string[] = [];
      async function* targets() {
        for (let n = 1; n <= 7; n++) {
          expect(ahead++).toBeLessThan(3);
          await Promise.resolve();
          yield host(n);
        }
      }
      const network = driver();
      await run(targets(), { driver: network, concurrent: 2, rate: Infinity }, ({ target }) => {
        ahead--;
        seen.push(octet(target));
      });
      expect(seen).toEqual(['1', '2', '3', '4', '5', '6', '7']);
      expect(network.counters()).toMatchObject(nothingLeft);
    });

    it('completes an empty sweep, and fails one', async () => {
      const empty = {
        [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }),
      };
      await run(empty as never, { driver: driver() }, () => expect.unreachable());
      const failing = { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('lost')) }) };
      await expect(run(failing as never, { driver: driver() }, () => expect.unreachable())).rejects.toThrow('lost');
    });

    it('is closed when the subscriber leaves', async () => {
      const closed = vi.fn();
      async function* targets() {
        try {
          for (;;) yield await Promise.resolve(host(1));
        } finally {
          closed();
        }
      }
      await new Promise<void>((resolve) => {
        sweep(targets(), { driver: driver(), rate: Infinity }).pipe(take(5)).subscribe({ complete: resolve });
      });
      await Promise.resolve();
      await Promise.resolve();
      expect(closed).toHaveBeenCalledTimes(1);
    });

    it('is not waited for when it cannot be closed', async () => {
      const targets: AsyncIterable<string> = {
        [Symbol.asyncIterator]: () => ({
          next: () => new Promise(() => undefined),
          return: () => Promise.reject(new Error('cannot')),
        }),
      };
      sweep(targets, { driver: driver() }).subscribe().unsubscribe();
      await Promise.resolve();
    });
  });
});

describe('a driver that refuses', () => {
  it.each(['no permission', 'engine broken'])('ends the sweep: %s', (message) => {
    inVirtualTime((scheduler) => {
      const boom = () => {
        throw new Error(message);
      };
      const simulated = network(scheduler);
      const members = message === 'no permission' ? { createFile: boom } : { sendEcho2Ex: boom };
      const driver = withMembers(simulated, members);
      expect(watchSweep([host(1)], { driver }, scheduler).lines).toEqual([`0 ${message}`]);
      expect(simulated.counters()).toMatchObject(nothingLeft);
    });
  });

  it('what an option names ends it, unless it was good before', () => {
    inVirtualTime((scheduler) => {
      const interfaces = ['sim0', 'sim1'];
      const driver = network(scheduler, { interfaces });
      const never = watchSweep([host(1)], { driver, networkInterface: 'sim2' }, scheduler);
      const gone = watchSweep([host(1), host(5), host(9)], { driver, networkInterface: 'sim1', rate: 5 }, scheduler);
      scheduler.schedule(() => interfaces.pop(), 120);
      scheduler.schedule(() => interfaces.push('sim1'), 320);
      scheduler.flush();
      expect(never.lines).toEqual(['0 ERR_ICMP_ARGUMENT']);
      expect(gone.lines[1]).toMatch(/ 5 not-sent$/);
      expect(gone.replies.map(({ errorCode }) => errorCode)).toEqual([null, 'ENODEV', null]);
    });
  });

  it('what a target names is that target’s own matter', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler, { sources: ['192.0.2.100'] });
      const targets = [
        'fe80::1%sim9',
        { target: host(1), source: '192.0.2.101' },
        { target: host(2), networkInterface: 'sim9' },
        host(3),
      ];
      const { lines, replies } = watchSweep(targets, { driver }, scheduler);
      scheduler.flush();
      expect(lines.at(-2)).toBe('3 3 success');
      expect(replies.map(({ status, errorCode }) => [status, errorCode])).toEqual([
        ['not-sent', 'ENODEV'],
        ['not-sent', 'EADDRNOTAVAIL'],
        ['not-sent', 'ENODEV'],
        ['success', null],
      ]);
    });
  });

  it('what the system refuses to send is a value', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler, { hosts: [{ address: host(1), unsent: 'ENETUNREACH' }] });
      const { replies } = watchSweep([host(1)], { driver }, scheduler);
      scheduler.flush();
      expect(replies).toMatchObject([{ status: 'not-sent', errorCode: 'ENETUNREACH', destination: host(1) }]);
    });
  });
});

describe('a consumer that throws', () => {
  const { onUnhandledError } = config;
  afterEach(() => {
    config.onUnhandledError = onUnhandledError;
  });

  it('does not disturb the sweep', () => {
    config.onUnhandledError = vi.fn();
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      sweep(['no host', host(1), host(2)], { driver }).subscribe(() => {
        throw new Error('consumer');
      });
      scheduler.flush();
      expect(config.onUnhandledError).toHaveBeenCalledTimes(3);
      expect(driver.counters()).toMatchObject(nothingLeft);
    });
  });

  it('as an operator ends it', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const broken = sweep([host(1), host(2)], { driver }).pipe(
        map(() => {
          throw new Error('further down');
        }),
      );
      const { lines } = watch(broken as never, scheduler);
      scheduler.flush();
      expect(lines).toEqual(['1 further down']);
      expect(driver.counters()).toMatchObject(nothingLeft);
    });
  });
});

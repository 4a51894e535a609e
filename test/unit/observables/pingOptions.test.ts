import { ping, type PingOptions } from 'rxicmp';
import type { IcmpDriver, LookupFailure } from 'rxicmp/icmpapi';
import { SimulatedNetwork, type SimulatedHost } from 'rxicmp/testing';
import { BehaviorSubject, of, Subject, take, type SchedulerLike } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { inVirtualTime, watch, withMembers } from './virtual.ts';

const hosts: readonly SimulatedHost[] = [
  { address: '192.0.2.1', latency: 20 },
  { address: '192.0.2.2', latency: 5 },
  { address: '2001:db8::1', latency: 7 },
];

function network(scheduler: SchedulerLike, more: readonly SimulatedHost[] = []): SimulatedNetwork {
  return new SimulatedNetwork({ hosts: [...hosts, ...more] }, scheduler);
}

/** Times and destinations of the requests that left. */
function sends(driver: SimulatedNetwork): string[] {
  return driver.log.filter(({ event }) => event === 'send').map(({ at, destination }) => `${at} ${destination!}`);
}

const times = (driver: SimulatedNetwork) => sends(driver).map((send) => Number(send.split(' ')[0]));

/** What keeps the beat: the driver, a timer if the driver cannot, or a scheduler that the caller chose. */
const keepers = ['driver', 'timer', 'scheduler'] as const;

function kept(keeper: (typeof keepers)[number], driver: IcmpDriver, scheduler: SchedulerLike): PingOptions {
  if (keeper === 'driver') return { driver };
  if (keeper === 'scheduler') return { driver, scheduler };
  return { driver: withMembers(driver, { features: new Set() }) };
}

/** A driver whose resolver answers after a while, with the address that is set at that time. */
function resolving(
  driver: SimulatedNetwork,
  scheduler: SchedulerLike,
  answers: Readonly<Record<number, readonly string[] | string>>,
  took = 0,
) {
  const asked: number[] = [];
  const lookup: IcmpDriver['lookup'] = (_name, _family, onResult) => {
    const now = scheduler.now();
    asked.push(now);
    const since = Math.max(
      ...Object.keys(answers)
        .map(Number)
        .filter((at) => at <= now),
    );
    const answer = answers[since]!;
    const result: readonly string[] | LookupFailure = typeof answer === 'string' ? { code: answer } : answer;
    const action = scheduler.schedule(() => onResult(result), took);
    return () => action.unsubscribe();
  };
  return { port: withMembers(driver, { lookup }), asked };
}

describe.each(keepers)('a series, with the beat kept by the %s', (keeper) => {
  describe('of a duration', () => {
    it.each<[string, PingOptions, number[], string]>([
      ['sends until then', { interval: 100, duration: 250 }, [0, 100, 200], '220 complete'],
      ['has no beat at its end', { interval: 100, duration: 300 }, [0, 100, 200], '220 complete'],
      ['has the last beat just before', { interval: 100, duration: 300.5 }, [0, 100, 200, 300], '320 complete'],
      ['waits for those under way', { interval: 15, duration: 20 }, [0, 15], '35 complete'],
      ['may be longer than its count', { interval: 100, duration: 5000, count: 2 }, [0, 100], '120 complete'],
      ['may be shorter than its interval', { interval: 100, duration: 1 }, [0], '20 complete'],
      ['may be over before its first beat', { interval: 100, duration: 50, phase: 60 }, [], '0 complete'],
    ])('%s', (_name, options, sent, end) => {
      inVirtualTime((scheduler) => {
        const driver = network(scheduler);
        const { lines } = watch(ping('192.0.2.1', { ...kept(keeper, driver, scheduler), ...options }), scheduler);
        scheduler.flush();
        expect(times(driver)).toEqual(sent);
        expect(lines.at(-1)).toBe(end);
        expect(driver.counters()).toMatchObject({ handles: 0, outstanding: 0 });
      });
    });

    it('ends while it is paused, and while it has no interval', () => {
      inVirtualTime((scheduler) => {
        const driver = network(scheduler);
        const options = { ...kept(keeper, driver, scheduler), duration: 250 };
        const paused = new BehaviorSubject(false);
        const pausing = watch(ping('192.0.2.1', { ...options, interval: 100, paused }), scheduler);
        const waiting = watch(ping('192.0.2.1', { ...options, interval: new Subject<number>() }), scheduler);
        scheduler.schedule(() => paused.next(true), 50);
        scheduler.flush();
        expect(pausing.lines).toEqual(['20 0 success', '250 complete']);
        expect(waiting.lines).toEqual(['250 complete']);
        expect(scheduler.now()).toBe(250);
      });
    });

    it('goes on for as long as its interval may still change', () => {
      inVirtualTime((scheduler) => {
        const driver = network(scheduler);
        const interval = new BehaviorSubject(1000);
        const options = { ...kept(keeper, driver, scheduler), duration: 250, interval };
        const { lines } = watch(ping('192.0.2.2', options), scheduler);
        scheduler.schedule(() => interval.next(100), 120);
        scheduler.flush();
        expect(times(driver)).toEqual([0, 200]);
        expect(lines.at(-1)).toBe('250 complete');
      });
    });

    it('tells of the beats before its end that could not be kept', () => {
      inVirtualTime((scheduler) => {
        const driver = network(scheduler);
        const { port } = resolving(driver, scheduler, { 0: ['192.0.2.1'] }, 900);
        const options = { ...kept(keeper, port, scheduler), interval: 100, duration: 450 };
        const { lines } = watch(ping('host.example', options), scheduler);
        scheduler.flush();
        expect(lines).toEqual(['900 0 skipped 5', '900 complete']);
        expect(sends(driver)).toEqual([]);
      });
    });

    it('may be longer than a timer of the system can wait', () => {
      inVirtualTime((scheduler) => {
        const driver = network(scheduler);
        const duration = 2 ** 31 + 500;
        const paused = of(true);
        const { lines } = watch(ping('192.0.2.1', { ...kept(keeper, driver, scheduler), duration, paused }), scheduler);
        scheduler.flush();
        expect(lines).toEqual([`${duration} complete`]);
      });
    });
  });

  describe('with a phase', () => {
    it.each<[PingOptions['phase'], number[]]>([
      ['aligned', [0, 100, 200]],
      [0, [0, 100, 200]],
      [30, [30, 130, 230]],
      [250, [250, 350, 450]],
    ])('of %j', (phase, sent) => {
      inVirtualTime((scheduler) => {
        const driver = network(scheduler);
        const options = { ...kept(keeper, driver, scheduler), interval: 100, phase, count: 3 };
        watch(ping('192.0.2.1', options), scheduler);
        scheduler.flush();
        expect(times(driver)).toEqual(sent);
      });
    });

    it('spreads series by their targets, always the same way', () => {
      inVirtualTime((scheduler) => {
        const driver = network(scheduler);
        const options = { ...kept(keeper, driver, scheduler), interval: 1000, phase: 'spread', count: 2 } as const;
        const first = (targets: number) => {
          const start = scheduler.now();
          const before = driver.log.length;
          for (let n = 0; n < targets; n++) ping(`10.0.0.${n}`, options).subscribe();
          scheduler.flush();
          const sent = driver.log.slice(before).filter(({ event }) => event === 'send');
          return new Map(sent.map(({ at, destination }) => [destination!, Number(((at - start) % 1000).toFixed(3))]));
        };
        const all = first(200);
        expect(first(200)).toEqual(all);
        const tenths = new Array<number>(10).fill(0);
        for (const at of all.values()) tenths[Math.floor(at / 100)]!++;
        // 20 on the average.
        expect(Math.min(...tenths)).toBeGreaterThan(8);
        expect(Math.max(...tenths)).toBeLessThan(36);
      });
    });

    it('keeps it when the interval changes before the first beat', () => {
      inVirtualTime((scheduler) => {
        const driver = network(scheduler);
        const interval = new BehaviorSubject(1000);
        const options = { ...kept(keeper, driver, scheduler), interval, phase: 300, count: 3 };
        watch(ping('192.0.2.1', options), scheduler);
        scheduler.schedule(() => interval.next(100), 50);
        scheduler.flush();
        expect(times(driver)).toEqual([300, 400, 500]);
      });
    });
  });

  describe('that looks its name up', () => {
    const moving = { 0: ['192.0.2.1'], 250: ['2001:db8::1', '192.0.2.1'] };

    it('for each beat, and follows the name wherever it goes', () => {
      inVirtualTime((scheduler) => {
        const driver = network(scheduler);
        const { port, asked } = resolving(driver, scheduler, moving, 3);
        const options = { ...kept(keeper, port, scheduler), interval: 100, resolve: 'each', count: 5 } as const;
        const { lines, replies } = watch(ping('host.example', options), scheduler);
        scheduler.flush();
        // Look-ups run beside the beats, and only the first beat waits. A look-up beside the last one would be of no
        // use.
        expect(asked).toEqual([0, 100, 200, 300]);
        expect(sends(driver)).toEqual([
          '3 192.0.2.1',
          '100 192.0.2.1',
          '200 192.0.2.1',
          '300 192.0.2.1',
          '400 2001:db8::1',
        ]);
        expect(lines.at(-1)).toBe('407 complete');
        expect(replies.map(({ lookupTime, rtt }) => [lookupTime, rtt])).toEqual([
          [3, 20],
          [null, 20],
          [3, 20],
          [3, 20],
          [3, 7],
        ]);
        // Both handles stay open until the end, because replies may still come to either.
        expect(driver.log.filter(({ event }) => event === 'close').map(({ at }) => at)).toEqual([407, 407]);
      });
    });

    it('every so often', () => {
      inVirtualTime((scheduler) => {
        const driver = network(scheduler);
        const { port, asked } = resolving(driver, scheduler, moving);
        const resolve = { every: 250 };
        const options = { ...kept(keeper, port, scheduler), interval: 100, resolve, count: 8 };
        const { replies } = watch(ping('host.example', options), scheduler);
        scheduler.flush();
        expect(asked).toEqual([0, 300, 600]);
        expect(replies.map(({ destination }) => destination)).toEqual([
          ...Array<string>(4).fill('192.0.2.1'),
          ...Array<string>(4).fill('2001:db8::1'),
        ]);
        expect(replies.map(({ lookupTime }) => lookupTime)).toEqual([0, null, null, null, 0, null, null, 0]);
        expect(times(driver)).toEqual([0, 100, 200, 300, 400, 500, 600, 700]);
      });
    });

    it('and keeps the last good address when that fails, which it tells', () => {
      inVirtualTime((scheduler) => {
        const driver = network(scheduler);
        const answers = { 0: ['192.0.2.1'], 150: 'EAI_AGAIN', 350: ['192.0.2.2'] };
        const { port, asked } = resolving(driver, scheduler, answers, 4);
        const options = { ...kept(keeper, port, scheduler), interval: 100, resolve: { every: 150 }, count: 6 };
        const { lines, replies } = watch(ping('host.example', options), scheduler);
        scheduler.flush();
        // After a failure again on each beat.
        expect(asked).toEqual([0, 200, 300, 400]);
        expect(lines).toEqual([
          '24 0 success',
          '120 1 success',
          '204 2 not-resolved',
          '220 2 success',
          '304 3 not-resolved',
          '320 3 success',
          '420 4 success',
          '505 5 success',
          '505 complete',
        ]);
        expect(replies[2]).toMatchObject({
          errorCode: 'EAI_AGAIN',
          destination: '192.0.2.1',
          lookupTime: 4,
          rtt: null,
        });
        expect(replies[3]).toMatchObject({ destination: '192.0.2.1', lookupTime: null });
        expect(replies[6]).toMatchObject({ destination: '192.0.2.1', lookupTime: null });
        expect(replies[7]).toMatchObject({ destination: '192.0.2.2', lookupTime: 4 });
      });
    });

    it('more slowly than it beats, and keeps all beats', () => {
      inVirtualTime((scheduler) => {
        const driver = network(scheduler);
        const { port, asked } = resolving(driver, scheduler, { 0: ['192.0.2.2'] }, 250);
        const options = { ...kept(keeper, port, scheduler), interval: 100, resolve: 'each', count: 6 } as const;
        const { replies } = watch(ping('host.example', options), scheduler);
        scheduler.flush();
        // The beats begin when the address is known.
        expect(times(driver)).toEqual([250, 350, 450, 550, 650, 750]);
        // One at a time.
        expect(asked).toEqual([0, 350, 650]);
        expect(replies.map(({ lookupTime }) => lookupTime)).toEqual([250, null, null, null, 250, null]);
      });
    });

    it('in vain, and keeps all beats while the resolver is silent', () => {
      inVirtualTime((scheduler) => {
        const driver = network(scheduler);
        let asked = 0;
        const abandoned: number[] = [];
        const port = withMembers(driver, {
          lookup: (_name, _family, onResult) => {
            if (++asked === 1) scheduler.schedule(() => onResult(['192.0.2.1']), 3);
            return () => abandoned.push(scheduler.now());
          },
        });
        const options = {
          ...kept(keeper, port, scheduler),
          interval: 100,
          resolve: 'each',
          lookupTimeout: 250,
        } as const;
        const { replies, lines } = watch(ping('host.example', { ...options, count: 8 }), scheduler);
        scheduler.flush();
        expect(times(driver)).toEqual([3, 100, 200, 300, 400, 500, 600, 700]);
        expect(replies.filter(({ status }) => status === 'success')).toHaveLength(8);
        // It has the number of the beat for which it was made.
        expect(lines.filter((line) => line.includes('not-resolved'))).toEqual([
          '350 1 not-resolved',
          '650 4 not-resolved',
        ]);
        expect(replies.find(({ status }) => status === 'not-resolved')).toMatchObject({
          errorCode: 'ETIMEOUT',
          lookupTime: 250,
        });
        // At the end nobody waits for a look-up that is under way.
        expect(lines.at(-1)).toBe('720 complete');
        expect(abandoned).toEqual([3, 350, 650]);
      });
    });

    it('beside a pause, and from then on at the new address', () => {
      inVirtualTime((scheduler) => {
        const driver = network(scheduler);
        const { port } = resolving(driver, scheduler, { 0: ['192.0.2.1'], 50: ['192.0.2.2'] }, 30);
        const paused = new BehaviorSubject(false);
        const options = { ...kept(keeper, port, scheduler), interval: 100, resolve: 'each', paused, count: 4 } as const;
        watch(ping('host.example', options), scheduler);
        scheduler.schedule(() => paused.next(true), 110);
        scheduler.schedule(() => paused.next(false), 250);
        scheduler.flush();
        expect(sends(driver)).toEqual(['30 192.0.2.1', '100 192.0.2.1', '300 192.0.2.2', '400 192.0.2.2']);
      });
    });

    it('not at all when it is an address', () => {
      inVirtualTime((scheduler) => {
        const driver = network(scheduler);
        const lookup = vi.fn();
        const port = withMembers(driver, { lookup });
        const options = { ...kept(keeper, port, scheduler), interval: 100, resolve: 'each', count: 3 } as const;
        watch(ping('192.0.2.1', options), scheduler);
        scheduler.flush();
        expect(lookup).not.toHaveBeenCalled();
        expect(times(driver)).toEqual([0, 100, 200]);
      });
    });
  });

  describe('to all addresses of its name', () => {
    const all = { 0: ['192.0.2.1', '2001:db8::1', '192.0.2.1', '0.0.0.0'] };

    it('probes each of them on every beat, under one sequence number', () => {
      inVirtualTime((scheduler) => {
        const driver = network(scheduler);
        const { port } = resolving(driver, scheduler, all);
        const options = { ...kept(keeper, port, scheduler), interval: 100, addresses: 'all', count: 3 } as const;
        const { lines, replies } = watch(ping('host.example', options), scheduler);
        scheduler.flush();
        expect(sends(driver)).toEqual([0, 100, 200].flatMap((at) => [`${at} 192.0.2.1`, `${at} 2001:db8::1`]));
        expect(lines).toEqual([
          '7 0 success',
          '20 0 success',
          '107 1 success',
          '120 1 success',
          '207 2 success',
          '220 2 success',
          '220 complete',
        ]);
        expect(replies.slice(0, 2).map(({ destination, target }) => [target, destination])).toEqual([
          ['host.example', '2001:db8::1'],
          ['host.example', '192.0.2.1'],
        ]);
      });
    });

    it('only of the family that was asked for, and only the first unless it shall be all', () => {
      inVirtualTime((scheduler) => {
        const driver = network(scheduler);
        const { port } = resolving(driver, scheduler, all);
        const options = { ...kept(keeper, port, scheduler), interval: 100, count: 1 };
        watch(ping('host.example', { ...options, addresses: 'all', family: 6 }), scheduler);
        watch(ping('host.example', options), scheduler);
        scheduler.flush();
        expect(sends(driver)).toEqual(['0 2001:db8::1', '0 192.0.2.1']);
      });
    });

    it('goes on with those that can be probed, and pauses for all', () => {
      inVirtualTime((scheduler) => {
        const driver = network(scheduler);
        const interfaces = ['sim0', 'sim1'];
        const simulated = new SimulatedNetwork(
          { hosts: [...hosts, { address: 'fe80::1%sim1' }], interfaces },
          scheduler,
        );
        const { port } = resolving(simulated, scheduler, { 0: ['192.0.2.2', 'fe80::1%sim1'] });
        const paused = new BehaviorSubject(false);
        const options = {
          ...kept(keeper, port, scheduler),
          interval: 100,
          addresses: 'all',
          paused,
          count: 6,
        } as const;
        const { lines, replies } = watch(ping('host.example', options), scheduler);
        // The requests of 200 ms are queued by then, if the driver keeps the beat.
        scheduler.schedule(() => interfaces.pop(), 150);
        scheduler.schedule(() => paused.next(true), 310);
        scheduler.schedule(() => paused.next(false), 330);
        scheduler.schedule(() => interfaces.push('sim1'), 450);
        scheduler.flush();
        const other = replies.filter(({ destination }) => destination === 'fe80::1%sim1');
        expect(other.map(({ sequence, status, errorCode }) => [sequence, status, errorCode])).toEqual([
          [0, 'success', null],
          [1, 'success', null],
          keeper === 'driver' ? [2, 'success', null] : [2, 'not-sent', 'ENODEV'],
          [3, 'not-sent', 'ENODEV'],
          [4, 'not-sent', 'ENODEV'],
          [5, 'success', null],
        ]);
        expect(replies.filter(({ destination }) => destination === '192.0.2.2')).toHaveLength(6);
        expect(lines.at(-1)).toBe('505 complete');
        expect(simulated.counters()).toMatchObject({ handles: 0, outstanding: 0 });
        expect(driver.log).toEqual([]);
      });
    });
  });

  describe('that tries again', () => {
    const flaky = { address: '192.0.2.9', latency: [300, 20, 20, 300, 300, 300, 20] };

    it('does so within its beats, under the same sequence number', () => {
      inVirtualTime((scheduler) => {
        const driver = network(scheduler, [flaky]);
        const options = { ...kept(keeper, driver, scheduler), interval: 200, timeout: 50, retry: 2, count: 4 };
        const { lines, replies } = watch(ping('192.0.2.9', options), scheduler);
        scheduler.flush();
        expect(times(driver)).toEqual([0, 50, 200, 400, 450, 500, 600]);
        expect(lines).toEqual(['70 0 success', '220 1 success', '550 2 timed-out', '620 3 success', '620 complete']);
        expect(replies.map(({ attempt }) => attempt)).toEqual([2, 1, 3, 1]);
      });
    });

    it('waits as the policy says, emits every attempt, and completes after the last', () => {
      inVirtualTime((scheduler) => {
        const driver = network(scheduler);
        const retry = { count: 2, delay: 100, factor: 2, emit: 'every' } as const;
        const options = {
          ...kept(keeper, driver, scheduler),
          interval: 250,
          timeout: 50,
          lateWindow: 30,
          retry,
          count: 2,
        };
        const { lines, replies } = watch(ping('10.0.0.1', options), scheduler);
        scheduler.flush();
        expect(lines).toEqual([
          '50 0 timed-out',
          '200 0 timed-out',
          '300 1 timed-out',
          '450 0 timed-out',
          '450 1 timed-out',
          '700 1 timed-out',
          '730 complete',
        ]);
        expect(replies.map(({ attempt }) => attempt)).toEqual([1, 2, 1, 3, 2, 3]);
        expect(driver.counters()).toMatchObject({ handles: 0, outstanding: 0 });
      });
    });

    it.each([
      ['last', ['240 0 timed-out', '260 0 late', '270 complete']],
      ['every', ['40 0 timed-out', '60 0 late', '240 0 timed-out', '260 0 late', '270 complete']],
    ] as const)('tells of late replies to the attempts whose outcomes it emits: %s', (emit, expected) => {
      inVirtualTime((scheduler) => {
        const driver = network(scheduler, [{ address: '192.0.2.8', latency: 60 }]);
        const retry = { count: 1, delay: 160, emit };
        const options = { ...kept(keeper, driver, scheduler), timeout: 40, lateWindow: 30, retry, count: 1 };
        const { lines } = watch(ping('192.0.2.8', options), scheduler);
        scheduler.flush();
        expect(lines).toEqual(expected);
      });
    });

    it('can be left while it waits', () => {
      inVirtualTime((scheduler) => {
        const driver = network(scheduler);
        const retry = { count: 5, delay: 100, emit: 'every' } as const;
        const options = { ...kept(keeper, driver, scheduler), interval: 1000, timeout: 50, retry };
        const { lines } = watch(ping('10.0.0.1', options).pipe(take(1)), scheduler);
        const { subscription } = watch(ping('10.0.0.1', options), scheduler);
        scheduler.schedule(() => subscription.unsubscribe(), 100);
        scheduler.flush();
        expect(lines).toEqual(['50 0 timed-out', '50 complete']);
        expect(scheduler.now()).toBe(100);
        expect(driver.counters()).toMatchObject({ handles: 0, outstanding: 0, sent: 2 });
      });
    });

    it('outlives an interface that goes away meanwhile', () => {
      inVirtualTime((scheduler) => {
        const interfaces = ['sim0', 'sim1'];
        const driver = new SimulatedNetwork({ hosts, interfaces }, scheduler);
        const retry = { count: 2, delay: 100 };
        const options = { ...kept(keeper, driver, scheduler), networkInterface: 'sim1', timeout: 50, retry, count: 1 };
        const { lines, replies } = watch(ping('10.0.0.1', options), scheduler);
        scheduler.schedule(() => interfaces.pop(), 100);
        scheduler.flush();
        expect(lines).toEqual(['250 0 not-sent', '250 complete']);
        expect(replies[0]).toMatchObject({ errorCode: 'ENODEV', attempt: 3, sequence: 0 });
      });
    });

    it('ends with what the policy throws, or the driver', () => {
      inVirtualTime((scheduler) => {
        const driver = network(scheduler);
        let broken = false;
        const port = withMembers(driver, {
          sendEcho2Ex: (...request) => {
            if (broken) throw new Error('engine broken');
            return driver.sendEcho2Ex(...request);
          },
        });
        const boom = () => {
          throw new Error('policy');
        };
        const options = { ...kept(keeper, port, scheduler), interval: 10_000, timeout: 50 };
        const policy = watch(ping('10.0.0.1', { ...options, retry: { count: 1, when: boom } }), scheduler);
        const engine = watch(ping('10.0.0.1', { ...options, retry: { count: 1, delay: 10 } }), scheduler);
        scheduler.schedule(() => (broken = true), 55);
        scheduler.flush();
        expect(policy.lines).toEqual(['50 policy']);
        expect(engine.lines).toEqual(['60 engine broken']);
        expect(driver.counters()).toMatchObject({ handles: 0, outstanding: 0 });
      });
    });
  });
});

describe('keepAlive', () => {
  it.each<[boolean | undefined, boolean[]]>([
    [undefined, [true, true, true]],
    [true, [true, true, true]],
    // The first beat is now, and the others are to come.
    [false, [true, false, false]],
  ])('is told to the driver: %j', (keepAlive, expected) => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const send = vi.spyOn(driver, 'sendEcho2Ex');
      watch(ping('192.0.2.1', { driver, keepAlive, count: 3 }), scheduler);
      scheduler.flush();
      expect(send.mock.calls.map(([, request]) => request.keepAlive)).toEqual(expected);
    });
  });
});

import { ping, type EchoReply, type PingOptions } from 'rxicmp';
import type { IcmpDriver } from 'rxicmp/icmpapi';
import { SimulatedNetwork, type Scenario, type SimulatedHost } from 'rxicmp/testing';
import {
  BehaviorSubject,
  config,
  EMPTY,
  map,
  NEVER,
  of,
  Subject,
  take,
  throwError,
  VirtualTimeScheduler,
  type SchedulerLike,
} from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { inVirtualTime, talkative, watch, withMembers } from './virtual.ts';

const up = { address: '192.0.2.1', latency: 20 };
const hosts: readonly SimulatedHost[] = [
  up,
  { address: '192.0.2.2', latency: 2, loss: { every: 2 } },
  { address: '192.0.2.3', unsent: 'EHOSTUNREACH' },
  { address: '192.0.2.4', latency: [1200, 20, 2500, 20] },
  { address: '192.0.2.5', latency: 10, copies: 3 },
];

function network(scheduler: SchedulerLike, more: Partial<Scenario> = {}): SimulatedNetwork {
  return new SimulatedNetwork({ hosts, names: { 'host.example': ['192.0.2.1'] }, ...more }, scheduler);
}

/** Times of the requests that left. */
function sends(driver: SimulatedNetwork): number[] {
  return driver.log.filter(({ event }) => event === 'send').map(({ at }) => at);
}

/** What keeps the beat: the driver, a timer if the driver cannot, or a scheduler that the caller chose. */
const keepers = ['driver', 'timer', 'scheduler'] as const;

function kept(keeper: (typeof keepers)[number], driver: IcmpDriver, scheduler: SchedulerLike): PingOptions {
  if (keeper === 'driver') return { driver };
  if (keeper === 'scheduler') return { driver, scheduler };
  return { driver: withMembers(driver, { features: new Set() }) };
}

describe.each(keepers)('ping, with the beat kept by the %s', (keeper) => {
  it('emits an outcome for each beat and completes after the last', () => {
    inVirtualTime((scheduler, { expectObservable }) => {
      const driver = network(scheduler);
      const options = { ...kept(keeper, driver, scheduler), interval: 10, timeout: 5, count: 3 };
      const series = ping('192.0.2.2', options).pipe(map(({ sequence, status }) => `${sequence} ${status}`));
      const values = { a: '0 success', b: '1 timed-out', c: '2 success' };
      expectObservable(series).toBe('--a------------b------(c|)', values);
    });
  });

  it('emits until the subscriber leaves', () => {
    inVirtualTime((scheduler, { expectObservable }) => {
      const driver = network(scheduler);
      const series = ping('192.0.2.1', { ...kept(keeper, driver, scheduler), interval: 100 });
      const sequences = series.pipe(map(({ sequence }) => String(sequence)));
      expectObservable(sequences, '^ 349ms !').toBe('20ms 0 99ms 1 99ms 2 99ms 3');
      scheduler.flush();
      expect(driver.counters()).toMatchObject({ handles: 0, outstanding: 0 });
      // No timer is left.
      expect(scheduler.now()).toBe(350);
    });
  });

  it('sends 10,000 beats without drift', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler, { hosts: [{ ...up, latency: [1, 7, 3, 250] }] });
      const interval = 100.1;
      const options = { ...kept(keeper, driver, scheduler), interval, count: 10_000 };
      const { lines } = watch(ping('192.0.2.1', options), scheduler);
      scheduler.flush();
      expect(lines).toHaveLength(10_001);
      expect(lines.at(-1)).toMatch(/ complete$/);
      expect(Math.max(...sends(driver).map((at, n) => Math.abs(at - n * interval)))).toBeLessThan(1e-6);
    });
  });

  it('goes on when outcomes come late, each with its own sequence', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler, { hosts: [{ ...up, latency: [250, 10, 10] }] });
      const options = { ...kept(keeper, driver, scheduler), interval: 100, count: 3 };
      const { lines } = watch(ping('192.0.2.1', options), scheduler);
      scheduler.flush();
      expect(lines).toEqual(['110 1 success', '210 2 success', '250 0 success', '250 complete']);
    });
  });

  it('outlives what the system refuses to send', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const options = { ...kept(keeper, driver, scheduler), interval: 100, count: 2 };
      const { lines, replies } = watch(ping('192.0.2.3', options), scheduler);
      scheduler.flush();
      expect(lines).toEqual(['0 0 not-sent', '100 1 not-sent', '100 complete']);
      expect(replies[0]).toMatchObject({ errorCode: 'EHOSTUNREACH', statusCode: 11003, destination: '192.0.2.3' });
    });
  });

  it('follows an interval that changes, from its latest beat', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const interval = new Subject<number>();
      const { subscription, lines } = watch(
        ping('192.0.2.1', { ...kept(keeper, driver, scheduler), interval }),
        scheduler,
      );
      scheduler.schedule(() => interval.next(1000), 50);
      scheduler.schedule(() => interval.next(300), 1500);
      scheduler.schedule(() => interval.next(5000), 2000);
      scheduler.schedule(() => interval.next(100), 6800);
      scheduler.schedule(() => subscription.unsubscribe(), 7000);
      scheduler.flush();
      // After 1500 ms: 1050 + 2 * 300. After 2000 ms: 1950 + 5000. After 6800 ms: 1950 + 49 * 100.
      expect(sends(driver)).toEqual([50, 1050, 1650, 1950, 6850, 6950]);
      expect(lines.map((line) => line.split(' ').slice(1).join(' '))).toEqual([
        '0 success',
        '1 success',
        '2 success',
        '3 success',
        '4 success',
        '5 success',
      ]);
    });
  });

  it('uses the latest of several intervals that come at once, and its first beat is sent once', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      watch(
        ping('192.0.2.1', { ...kept(keeper, driver, scheduler), interval: of(1000, 300, 50), count: 3 }),
        scheduler,
      );
      scheduler.flush();
      expect(sends(driver)).toEqual([0, 50, 100]);
    });
  });

  it('does not beat while paused, and goes on along the grid without a gap in the sequence', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const paused = new BehaviorSubject(false);
      const options = { ...kept(keeper, driver, scheduler), interval: 100, paused, count: 5 };
      const { lines } = watch(ping('192.0.2.1', options), scheduler);
      scheduler.schedule(() => paused.next(true), 110);
      scheduler.schedule(() => paused.next(true), 130);
      scheduler.schedule(() => paused.next(false), 555);
      scheduler.schedule(() => paused.next(false), 560);
      scheduler.schedule(() => paused.next(true), 650);
      scheduler.schedule(() => paused.next(false), 690);
      scheduler.flush();
      expect(sends(driver)).toEqual([0, 100, 600, 700, 800]);
      expect(lines).toEqual([
        '20 0 success',
        // It was in flight when the pause began.
        '120 1 success',
        '620 2 success',
        '720 3 success',
        '820 4 success',
        '820 complete',
      ]);
    });
  });

  it('does not send when it starts paused, and has its first beat when that ends', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const paused = new BehaviorSubject(true);
      const options = { ...kept(keeper, driver, scheduler), interval: 100, paused, count: 2 };
      watch(ping('192.0.2.1', options), scheduler);
      scheduler.schedule(() => paused.next(false), 30);
      scheduler.flush();
      expect(sends(driver)).toEqual([30, 130]);
    });
  });

  it('takes an interval that changes during a pause', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const paused = new Subject<boolean>();
      const interval = new BehaviorSubject(100);
      const options = { ...kept(keeper, driver, scheduler), interval, paused, count: 3 };
      watch(ping('192.0.2.1', options), scheduler);
      scheduler.schedule(() => paused.next(true), 10);
      scheduler.schedule(() => interval.next(70), 20);
      scheduler.schedule(() => paused.next(false), 200);
      scheduler.flush();
      expect(sends(driver)).toEqual([0, 210, 280]);
    });
  });

  it('passes the errors of its inputs on, and closes its handle', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const interval = new BehaviorSubject(100);
      const failing = watch(ping('192.0.2.1', { ...kept(keeper, driver, scheduler), interval }), scheduler);
      scheduler.schedule(() => interval.next(0.1), 50);
      const both = { ...kept(keeper, driver, scheduler), paused: throwError(() => new Error('no input')) };
      const atOnce = watch(ping('192.0.2.1', both), scheduler);
      scheduler.flush();
      expect(failing.lines).toEqual(['20 0 success', '50 ERR_ICMP_ARGUMENT']);
      expect(failing.errors[0]).toMatchObject({ argument: 'interval', value: 0.1, fix: 'did you mean 100 (ms)?' });
      expect(atOnce.lines).toEqual(['0 no input']);
      expect(driver.counters()).toMatchObject({ handles: 0, outstanding: 0 });
      expect(sends(driver)).toEqual([0]);
    });
  });

  it('completes when its interval will never come', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const { lines } = watch(ping('192.0.2.1', { ...kept(keeper, driver, scheduler), interval: EMPTY }), scheduler);
      expect(lines).toEqual(['0 complete']);
      expect(driver.counters().handles).toBe(0);
    });
  });

  it('emits late and duplicate replies within the late window, and completes after it', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const options = { ...kept(keeper, driver, scheduler), lateWindow: 1000, count: 3 };
      const late = watch(ping('192.0.2.4', options), scheduler);
      const duplicate = watch(ping('192.0.2.5', { ...options, count: 1 }), scheduler);
      scheduler.flush();
      expect(late.lines).toEqual([
        '1000 0 timed-out',
        '1020 1 success',
        '1200 0 late',
        '3000 2 timed-out',
        // An answer after 2500 ms is too late even for the window.
        '4000 complete',
      ]);
      expect(late.replies[2]).toMatchObject({ rtt: 1200, responder: '192.0.2.4', statusCode: 0 });
      expect(duplicate.lines).toEqual(['10 0 success', '20 0 duplicate', '30 0 duplicate', '2000 complete']);
    });
  });

  it('emits no late or duplicate replies without a late window', () => {
    inVirtualTime((scheduler) => {
      const options = { ...kept(keeper, talkative(network(scheduler)), scheduler), count: 1 };
      const late = watch(ping('192.0.2.4', options), scheduler);
      const duplicate = watch(ping('192.0.2.5', options), scheduler);
      scheduler.flush();
      expect(late.lines).toEqual(['1000 0 timed-out', '1500 complete']);
      expect(duplicate.lines).toEqual(['10 0 success', '1500 complete']);
    });
  });

  it('emits a reply of each responder to a broadcast, of one sequence', () => {
    inVirtualTime((scheduler) => {
      const all = { address: '192.0.2.255', responders: ['192.0.2.1', '192.0.2.5'] };
      const driver = network(scheduler, { hosts: [...hosts, all] });
      const options = { ...kept(keeper, driver, scheduler), interval: 30, timeout: 25, count: 2 };
      const { lines } = watch(ping('192.0.2.255', options), scheduler);
      scheduler.flush();
      expect(lines).toEqual(['10 0 success', '20 0 success', '40 1 success', '50 1 success', '55 complete']);
    });
  });

  it('resolves a name once, on the first beat', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const options = { ...kept(keeper, driver, scheduler), interval: 100, count: 3 };
      const { lines, replies } = watch(ping('host.example', options), scheduler);
      scheduler.flush();
      expect(lines).toEqual(['20 0 success', '120 1 success', '220 2 success', '220 complete']);
      expect(driver.log.filter(({ event }) => event === 'lookup')).toHaveLength(1);
      expect(driver.log.filter(({ event }) => event === 'open')).toHaveLength(1);
      expect(replies.map(({ lookupTime }) => lookupTime === null)).toEqual([false, true, true]);
      expect(replies[2]).toMatchObject({ target: 'host.example', destination: '192.0.2.1' });
    });
  });

  it('tries a name again on each beat until it resolves', () => {
    inVirtualTime((scheduler) => {
      const names: Record<string, string[]> = {};
      const driver = network(scheduler, { names });
      const options = { ...kept(keeper, driver, scheduler), interval: 100, count: 5 };
      const { lines, replies } = watch(ping('host.example', options), scheduler);
      scheduler.schedule(() => (names['host.example'] = ['192.0.2.1']), 150);
      scheduler.schedule(() => delete names['host.example'], 250);
      scheduler.flush();
      expect(lines).toEqual([
        '0 0 not-resolved',
        '100 1 not-resolved',
        '220 2 success',
        '320 3 success',
        '420 4 success',
        '420 complete',
      ]);
      expect(replies[0]).toMatchObject({ errorCode: 'ENOTFOUND', destination: null, lookupTime: 0 });
    });
  });

  it('can have its inputs changed during a look-up', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const slow = withMembers(driver, {
        lookup: (name, family, onResult) => {
          const action = scheduler.schedule(() => driver.lookup(name, family, onResult), 30);
          return () => action.unsubscribe();
        },
      });
      const options = kept(keeper, slow, scheduler);
      const interval = new BehaviorSubject(1000);
      const paused = new Subject<boolean>();
      const { lines } = watch(ping('host.example', { ...options, interval, paused, count: 3 }), scheduler);
      const unpaused = watch(ping('host.example', { ...options, interval, count: 2 }), scheduler);
      scheduler.schedule(() => interval.next(100), 10);
      scheduler.schedule(() => paused.next(true), 20);
      scheduler.schedule(() => paused.next(false), 60);
      scheduler.flush();
      // Nothing was sent before the pause, so the beats after it are the first.
      expect(lines).toEqual(['120 0 success', '220 1 success', '320 2 success', '320 complete']);
      expect(unpaused.lines).toEqual(['50 0 success', '120 1 success', '120 complete']);
      expect(driver.log.filter(({ event }) => event === 'lookup')).toHaveLength(2);
    });
  });

  it('abandons a look-up when the subscriber leaves', () => {
    inVirtualTime((scheduler) => {
      const abandon = vi.fn();
      const slow = withMembers(network(scheduler), { lookup: () => abandon });
      const { subscription, lines } = watch(ping('host.example', kept(keeper, slow, scheduler)), scheduler);
      scheduler.schedule(() => subscription.unsubscribe(), 10);
      scheduler.flush();
      expect(abandon).toHaveBeenCalledTimes(1);
      expect(scheduler.now()).toBe(10);
      expect(lines).toEqual([]);
    });
  });

  it('completes when no name ever resolved', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const options = { ...kept(keeper, driver, scheduler), interval: 100, count: 2 };
      const { lines } = watch(ping('nowhere.example', options), scheduler);
      scheduler.flush();
      expect(lines).toEqual(['0 0 not-resolved', '100 1 not-resolved', '100 complete']);
      expect(driver.log.filter(({ event }) => event === 'open')).toEqual([]);
    });
  });

  it('can be left from within next', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const options = { ...kept(keeper, driver, scheduler), interval: 100 };
      const { lines } = watch(ping('192.0.2.1', options).pipe(take(2)), scheduler);
      scheduler.flush();
      expect(lines).toEqual(['20 0 success', '120 1 success', '120 complete']);
      expect(
        driver.log
          .filter(({ event }) => event === 'open' || event === 'close')
          .map(({ at, event }) => `${at} ${event}`),
      ).toEqual(['0 open', '120 close']);
      expect(sends(driver)).toEqual([0, 100]);
    });
  });

  it('can have its inputs changed from within next', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const paused = new Subject<boolean>();
      const interval = new BehaviorSubject(100);
      const options = { ...kept(keeper, driver, scheduler), interval, paused, count: 4 };
      ping('192.0.2.1', options).subscribe(({ sequence }) => {
        if (sequence === 0) interval.next(50);
        if (sequence === 1) paused.next(true);
        if (sequence === 1) scheduler.schedule(() => paused.next(false), 300);
      });
      scheduler.flush();
      expect(sends(driver)).toEqual([0, 50, 400, 450]);
    });
  });

  it('outlives an interface that goes away and comes back', () => {
    inVirtualTime((scheduler) => {
      const interfaces = ['sim0', 'sim1'];
      const driver = network(scheduler, { interfaces });
      const options = { ...kept(keeper, driver, scheduler), interval: 100, networkInterface: 'sim1', count: 6 };
      const { lines, replies } = watch(ping('192.0.2.1', options), scheduler);
      // The request of 200 ms is queued by then, if the driver keeps the beat.
      scheduler.schedule(() => interfaces.pop(), 150);
      scheduler.schedule(() => interfaces.push('sim1'), 450);
      scheduler.flush();
      const gone = keeper === 'driver' ? ['220 2 success'] : ['200 2 not-sent'];
      expect(lines).toEqual([
        '20 0 success',
        '120 1 success',
        ...gone,
        '300 3 not-sent',
        '400 4 not-sent',
        '520 5 success',
        '520 complete',
      ]);
      expect(replies[3]).toMatchObject({ errorCode: 'ENODEV', sentAt: 300, destination: '192.0.2.1', rtt: null });
    });
  });

  it('outlives a source that goes away, but not one that was never there', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler, { sources: ['192.0.2.100'] });
      let gone = false;
      const options = {
        ...kept(
          keeper,
          withMembers(driver, {
            sendEcho2Ex: (handle, request, onCompletion) =>
              driver.sendEcho2Ex(handle, gone ? { ...request, source: '192.0.2.101' } : request, onCompletion),
          }),
          scheduler,
        ),
        interval: 100,
        count: 3,
      };
      const good = watch(ping('192.0.2.1', { ...options, source: '192.0.2.100' }), scheduler);
      const bad = watch(ping('192.0.2.1', { ...options, source: '192.0.2.101' }), scheduler);
      scheduler.schedule(() => (gone = true), 110);
      scheduler.flush();
      expect(bad.lines).toEqual(['0 ERR_ICMP_ARGUMENT']);
      expect(bad.errors[0]).toMatchObject({ argument: 'source', value: '192.0.2.101' });
      expect(good.replies.at(-1)).toMatchObject(
        keeper === 'driver' ? { status: 'success' } : { status: 'not-sent', errorCode: 'EADDRNOTAVAIL' },
      );
    });
  });

  it('ends with another error of the driver', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      let broken = false;
      const breaking = withMembers(driver, {
        sendEcho2Ex: (...request) => {
          if (broken) throw new Error('engine broken');
          return driver.sendEcho2Ex(...request);
        },
      });
      const { lines } = watch(ping('192.0.2.1', { ...kept(keeper, breaking, scheduler), interval: 100 }), scheduler);
      scheduler.schedule(() => (broken = true), 50);
      scheduler.flush();
      expect(lines.at(-1)).toMatch(/engine broken$/);
      expect(driver.counters()).toMatchObject({ handles: 0, outstanding: 0 });
    });
  });
});

describe('a handle that cannot be opened', () => {
  it.each(['192.0.2.1', 'host.example'])('is an error notification: %s', (target) => {
    inVirtualTime((scheduler) => {
      const driver = withMembers(network(scheduler), {
        createFile: () => {
          throw new Error('no permission');
        },
      });
      const { lines } = watch(ping(target, { driver, paused: target === '192.0.2.1' ? of(true) : NEVER }), scheduler);
      scheduler.flush();
      expect(lines).toEqual(['0 no permission']);
    });
  });
});

describe('a consumer that throws', () => {
  const { onUnhandledError } = config;
  afterEach(() => {
    config.onUnhandledError = onUnhandledError;
  });

  it('does not disturb the series', () => {
    config.onUnhandledError = vi.fn();
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const seen: number[] = [];
      ping('192.0.2.1', { driver, interval: 100, count: 3 }).subscribe(({ sequence }) => {
        seen.push(sequence);
        throw new Error('consumer');
      });
      scheduler.flush();
      expect(seen).toEqual([0, 1, 2]);
      expect(config.onUnhandledError).toHaveBeenCalledTimes(3);
      expect(driver.counters()).toMatchObject({ handles: 0, outstanding: 0 });
    });
  });
});

describe('a subscription to ping', () => {
  it('is independent of the others', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const createFile = vi.spyOn(driver, 'createFile');
      const series = ping('192.0.2.1', { driver, interval: 100, count: 2 });
      expect(createFile).not.toHaveBeenCalled();
      const first = watch(series, scheduler);
      scheduler.schedule(() => watch(series, scheduler), 50);
      scheduler.flush();
      expect(first.lines).toEqual(['20 0 success', '120 1 success', '120 complete']);
      expect(createFile).toHaveBeenCalledTimes(2);
      expect(sends(driver)).toEqual([0, 50, 100, 150]);
    });
  });

  it('keeps exactly one request queued ahead, and sets no timer', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const send = vi.spyOn(driver, 'sendEcho2Ex');
      const { subscription } = watch(ping('192.0.2.1', { driver, interval: 100 }), scheduler);
      scheduler.schedule(() => {
        expect(send.mock.calls.map(([, { notBefore, reportSent }]) => [notBefore, reportSent])).toEqual([
          [0, true],
          [100, true],
          [200, true],
          [300, true],
        ]);
        expect(driver.counters().outstanding).toBe(1);
        subscription.unsubscribe();
        expect(driver.counters().outstanding).toBe(0);
      }, 250);
      scheduler.flush();
      expect(driver.log.map(({ at, event }) => `${at} ${event}`).slice(-2)).toEqual(['200 send', '250 close']);
    });
  });

  it('leaves a request alone whose beat has come and that may have left', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      // Between 50 and 150 ms the stream does not hear that the request of 100 ms has left.
      const held: (() => void)[] = [];
      const deaf = withMembers(driver, {
        sendEcho2Ex: (handle, request, onCompletion) =>
          driver.sendEcho2Ex(handle, request, (completion) => {
            const deliver = () => onCompletion(completion);
            if (scheduler.now() > 50 && scheduler.now() < 150) held.push(deliver);
            else deliver();
          }),
      });
      scheduler.schedule(() => held.forEach((deliver) => deliver()), 150);
      const paused = new Subject<boolean>();
      const resumed = watch(ping('192.0.2.1', { driver: deaf, interval: 100, paused, count: 4 }), scheduler);
      const interval = new BehaviorSubject(100);
      const changed = watch(ping('192.0.2.1', { driver: deaf, interval, count: 4 }), scheduler);
      scheduler.schedule(() => paused.next(true), 110);
      scheduler.schedule(() => paused.next(false), 120);
      scheduler.schedule(() => interval.next(70), 120);
      scheduler.flush();
      expect(resumed.replies.map(({ sentAt }) => sentAt)).toEqual([0, 100, 200, 300]);
      expect(changed.replies.map(({ sentAt }) => sentAt)).toEqual([0, 100, 170, 240]);
      expect(driver.log.filter(({ event }) => event === 'cancel')).toEqual([]);
    });
  });

  it('is not disturbed by a pause that ends again and again', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const paused = new BehaviorSubject(false);
      watch(ping('192.0.2.1', { driver, interval: 100, paused, count: 3 }), scheduler);
      scheduler.schedule(() => paused.next(false), 50);
      scheduler.flush();
      expect(sends(driver)).toEqual([0, 100, 200]);
      expect(driver.log.filter(({ event }) => event === 'cancel')).toEqual([]);
    });
  });

  it('asks nothing of a driver that cannot keep the beat', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const send = vi.spyOn(driver, 'sendEcho2Ex');
      watch(ping('192.0.2.1', { ...kept('timer', driver, scheduler), count: 2 }), scheduler);
      scheduler.flush();
      expect(send.mock.calls.map(([, { notBefore, reportSent }]) => [notBefore, reportSent])).toEqual([
        [null, false],
        [null, false],
      ]);
    });
  });

  it('works on any scheduler of RxJS', () => {
    const scheduler = new VirtualTimeScheduler();
    const driver = network(scheduler);
    const { lines } = watch(ping('192.0.2.1', { driver, scheduler, count: 2 }), scheduler);
    scheduler.flush();
    expect(lines).toEqual(['20 0 success', '1020 1 success', '1020 complete']);
    // The time-out of a look-up has passed too.
    const silent = withMembers(driver, { lookup: () => () => undefined });
    const unresolved = watch(ping('host.example', { driver: silent, scheduler, count: 1 }), scheduler);
    scheduler.flush();
    expect(unresolved.lines).toEqual(['6020 0 not-resolved', '6020 complete']);
  });

  it('waits longer than a timer of the system can', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const schedule = vi.spyOn(scheduler, 'schedule');
      const interval = 2 ** 31 + 500;
      watch(ping('192.0.2.1', { driver, scheduler, interval, count: 2 }), scheduler);
      scheduler.flush();
      expect(sends(driver)).toEqual([0, interval]);
      expect(Math.max(...schedule.mock.calls.map(([, delay = 0]) => delay))).toBeLessThan(2 ** 31);
    });
  });

  it('carries tag and own options of the target', () => {
    inVirtualTime((scheduler) => {
      const tag = { room: 7 };
      const target = { target: '192.0.2.9', tag, timeout: 5, driver: network(scheduler) };
      const { lines, replies } = watch(ping(target, { timeout: 500, count: 1 }), scheduler);
      scheduler.flush();
      expect(lines).toEqual(['5 0 timed-out', '5 complete']);
      expect(replies[0]!.tag).toBe(tag);
    });
  });
});

describe('the values of ping', () => {
  it('have every key in one order, and survive JSON', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler, { names: {} });
      const seen: EchoReply<unknown>[] = [];
      for (const target of ['192.0.2.1', '192.0.2.3', '192.0.2.4', '192.0.2.5', 'host.example']) {
        ping(target, { driver, lateWindow: 500, count: 1 }).subscribe((reply) => seen.push(reply));
      }
      scheduler.flush();
      expect(new Set(seen.map(({ status }) => status))).toEqual(
        new Set(['success', 'not-sent', 'timed-out', 'late', 'duplicate', 'not-resolved']),
      );
      expect(new Set(seen.map((reply) => Object.keys(reply).join(' ')))).toHaveLength(1);
      expect(JSON.parse(JSON.stringify(seen))).toEqual(seen);
    });
  });
});

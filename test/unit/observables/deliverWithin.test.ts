import { monitor, ping, probe, sweep, type MonitorOptions, type PingOptions } from 'rxicmp';
import type { IcmpDriver } from 'rxicmp/icmpapi';
import { SimulatedNetwork } from 'rxicmp/testing';
import { map, mergeWith, of, timer, type SchedulerLike } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { inVirtualTime, watch, withMembers } from './virtual.ts';

function network(scheduler: SchedulerLike): SimulatedNetwork {
  const latencies = [5, 20, 25];
  const hosts = latencies.map((latency) => ({ address: `192.0.2.${latency}`, latency }));
  return new SimulatedNetwork({ hosts: [...hosts, { address: '192.0.2.99', silent: true }] }, scheduler);
}

/** A driver for which it costs something to wake JavaScript. */
const waking = (driver: IcmpDriver): IcmpDriver => withMembers(driver, { usualDeliverWithin: 2 });

describe('a series', () => {
  it.each<[string, PingOptions, string[]]>([
    ['takes what its driver takes', { interval: 100 }, ['27 0 success', '127 1 success']],
    ['from an interval of 20 ms on', { interval: 20 }, ['27 0 success', '47 1 success']],
    ['and below it tells all at once', { interval: 19 }, ['25 0 success', '44 1 success']],
    ['tells all at once', { interval: 100, deliverWithin: 0 }, ['25 0 success', '125 1 success']],
    ['waits for half an interval at most', { interval: 40, deliverWithin: 500 }, ['45 0 success', '85 1 success']],
    ['waits as long as it is told', { interval: 400, deliverWithin: 50.5 }, ['50.5 0 success', '450.5 1 success']],
    [
      'goes by the latest interval',
      { interval: of(10).pipe(mergeWith(timer(5).pipe(map(() => 100)))) },
      ['25 0 success', '127 1 success'],
    ],
  ])('%s', (_name, options, lines) => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const watched = watch(ping('192.0.2.25', { driver: waking(driver), count: 2, ...options }), scheduler);
      scheduler.flush();
      expect(watched.lines).toEqual([...lines, `${lines.at(-1)!.split(' ')[0]!} complete`]);
      // A held report delays no beat.
      const sent = driver.log.filter(({ event }) => event === 'send').map(({ at }) => at);
      const interval = typeof options.interval === 'number' ? options.interval : 100;
      expect(sent).toEqual([0, interval]);
    });
  });

  it('of a driver that wakes nobody tells all at once', () => {
    inVirtualTime((scheduler) => {
      const { lines } = watch(ping('192.0.2.25', { driver: network(scheduler), count: 1 }), scheduler);
      scheduler.flush();
      expect(lines).toEqual(['25 0 success', '25 complete']);
    });
  });

  it('tells of a time-out later too, and counts what came in time', () => {
    inVirtualTime((scheduler) => {
      const options = { driver: network(scheduler), timeout: 22, deliverWithin: 50, count: 1 };
      const inTime = watch(ping('192.0.2.20', options), scheduler);
      const late = watch(ping('192.0.2.25', options), scheduler);
      scheduler.flush();
      expect(inTime.lines[0]).toBe('50 0 success');
      expect(inTime.replies[0]).toMatchObject({ rtt: 20 });
      expect(late.lines[0]).toBe('50 0 timed-out');
    });
  });
});

describe('a repeated sweep', () => {
  const targets = ['192.0.2.5', '192.0.2.20', '192.0.2.99'];

  it.each<[string, MonitorOptions, string[]]>([
    ['takes what its driver takes', {}, ['7 0 success', '22 0 success', '32 0 timed-out']],
    ['below an interval of 20 ms tells all at once', { interval: 19, rounds: 1 }, ['5 0 success', '20 0 success']],
    ['tells what comes meanwhile with the first', { deliverWithin: 15 }, ['20 0 success', '20 0 success']],
    ['by the latest interval', { interval: of(100) }, ['7 0 success', '22 0 success', '32 0 timed-out']],
  ])('%s', (_name, options, lines) => {
    inVirtualTime((scheduler) => {
      const driver = waking(network(scheduler));
      const shared = { driver, rounds: 1, phase: 'aligned', timeout: 30, interval: 100, ...options } as const;
      const watched = watch(monitor(targets, shared), scheduler);
      scheduler.flush();
      expect(watched.lines.slice(0, lines.length)).toEqual(lines);
    });
  });
});

describe('probes that keep no beat', () => {
  it('tell at once unless they are told to wait', () => {
    inVirtualTime((scheduler) => {
      const driver = waking(network(scheduler));
      const lone = watch(probe('192.0.2.20', { driver }), scheduler);
      const patient = watch(probe('192.0.2.5', { driver, deliverWithin: 50 }), scheduler);
      const swept = watch(sweep(['192.0.2.25'], { driver, deliverWithin: 7 }), scheduler);
      scheduler.flush();
      expect(lone.lines[0]).toBe('20 0 success');
      // What may not wait takes along what waits.
      expect(patient.lines[0]).toBe('20 0 success');
      expect(swept.lines[0]).toBe('32 0 success');
    });
  });
});

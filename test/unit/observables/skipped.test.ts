import { ping } from 'rxicmp';
import type { IcmpDriver } from 'rxicmp/icmpapi';
import { SimulatedNetwork } from 'rxicmp/testing';
import { BehaviorSubject, Subject, takeWhile, type SchedulerLike } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { inVirtualTime, watch, withMembers } from './virtual.ts';

const up = { address: '192.0.2.1', latency: 20 };

function network(scheduler: SchedulerLike, more: { names?: Record<string, string[]> } = {}) {
  return new SimulatedNetwork({ hosts: [up], ...more }, scheduler);
}

function sends(driver: SimulatedNetwork): number[] {
  return driver.log.filter(({ event }) => event === 'send').map(({ at }) => at);
}

/**
 * A driver as an event loop sees it that is blocked from one time to another: the driver works, but no callback runs.
 */
function blocked(driver: IcmpDriver, scheduler: SchedulerLike, from: number, to: number): IcmpDriver {
  const held: (() => void)[] = [];
  scheduler.schedule(() => held.forEach((deliver) => deliver()), to);
  return withMembers(driver, {
    sendEcho2Ex: (handle, request, onCompletion) =>
      driver.sendEcho2Ex(handle, request, (completion) => {
        const now = scheduler.now();
        if (now > from && now < to) held.push(() => onCompletion(completion));
        else onCompletion(completion);
      }),
  });
}

/** A scheduler on a machine that sleeps: its clock jumps, and its timers come late by the same time. */
function sleeping(scheduler: SchedulerLike, at: number, time: number): SchedulerLike {
  return {
    now: () => scheduler.now() + (scheduler.now() < at ? 0 : time),
    schedule: (...args) => scheduler.schedule(...(args as Parameters<SchedulerLike['schedule']>)),
  };
}

describe('skipped', () => {
  it('is one value for all beats that a blocked event loop could not keep', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const busy = blocked(driver, scheduler, 150, 1050);
      const { lines, replies } = watch(ping('192.0.2.1', { driver: busy, interval: 100, count: 5 }), scheduler);
      scheduler.flush();
      // The beat of 200 ms was queued and kept. That of 1000 ms is the latest one missed, and is sent at once.
      expect(sends(driver)).toEqual([0, 100, 200, 1050, 1100]);
      expect(lines).toEqual([
        '20 0 success',
        '120 1 success',
        '1050 3 skipped 7',
        '1050 2 success',
        '1070 10 success',
        '1120 11 success',
        '1120 complete',
      ]);
      expect(replies[2]).toEqual({
        target: '192.0.2.1',
        tag: null,
        destination: '192.0.2.1',
        responder: null,
        sequence: 3,
        round: 0,
        attempt: 1,
        status: 'skipped',
        statusCode: null,
        errorCode: null,
        errorText: null,
        sentAt: 300,
        rtt: null,
        rttClock: null,
        lookupTime: null,
        icmp: null,
        replyTtl: null,
        size: null,
        truncated: false,
        altered: false,
        unproven: false,
        mtu: null,
        mplsLabels: null,
        missed: 7,
      });
      expect(Object.keys(replies[2]!)).toEqual(Object.keys(replies[0]!));
    });
  });

  it('does not stand for a beat that is late by less than an interval', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const busy = blocked(driver, scheduler, 150, 399);
      const { lines } = watch(ping('192.0.2.1', { driver: busy, interval: 100, count: 5 }), scheduler);
      scheduler.flush();
      expect(sends(driver)).toEqual([0, 100, 200, 399, 400]);
      expect(lines.join()).not.toContain('skipped');
    });
  });

  it('stands for a beat that is late by a whole interval', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const busy = blocked(driver, scheduler, 150, 400);
      const { lines } = watch(ping('192.0.2.1', { driver: busy, interval: 100, count: 5 }), scheduler);
      scheduler.flush();
      expect(sends(driver)).toEqual([0, 100, 200, 400, 500]);
      expect(lines).toContain('400 3 skipped 1');
    });
  });

  it('comes of a machine that slept', () => {
    inVirtualTime((scheduler) => {
      const driver = network(scheduler);
      const options = { driver, interval: 100, scheduler: sleeping(scheduler, 150, 1000), count: 4 };
      const { lines, replies } = watch(ping('192.0.2.1', options), scheduler);
      scheduler.flush();
      // The timer of 200 ms fires at 200 ms, when it is 1200 by the clock.
      expect(sends(driver)).toEqual([0, 100, 200, 300]);
      expect(lines).toEqual([
        '20 0 success',
        '120 1 success',
        '200 2 skipped 10',
        '220 12 success',
        '320 13 success',
        '320 complete',
      ]);
      expect(replies[2]!.sentAt).toBe(200);
    });
  });

  it('is not emitted for a pause', () => {
    inVirtualTime((scheduler) => {
      const paused = new Subject<boolean>();
      const options = { driver: network(scheduler), interval: 100, paused, count: 3 };
      const { lines } = watch(ping('192.0.2.1', options), scheduler);
      scheduler.schedule(() => paused.next(true), 50);
      scheduler.schedule(() => paused.next(false), 950);
      scheduler.flush();
      expect(lines).toEqual(['20 0 success', '1020 1 success', '1120 2 success', '1120 complete']);
    });
  });

  it('stands for the beats that a slow look-up used up', () => {
    inVirtualTime((scheduler) => {
      const driver = withMembers(network(scheduler), { lookup: () => () => undefined });
      const options = { driver, interval: 100, lookupTimeout: 250, count: 2 };
      const { lines } = watch(ping('host.example', options), scheduler);
      scheduler.flush();
      expect(lines).toEqual(['250 0 not-resolved', '250 1 skipped 1', '500 2 not-resolved', '500 complete']);
    });
  });

  it('is not the first value after a slow look-up that succeeds: the beats begin then', () => {
    inVirtualTime((scheduler) => {
      const names = { 'host.example': ['192.0.2.1'] };
      const driver = network(scheduler, { names });
      const slow = withMembers(driver, {
        lookup: (name, family, onResult) => {
          const action = scheduler.schedule(() => driver.lookup(name, family, onResult), 250);
          return () => action.unsubscribe();
        },
      });
      const { lines } = watch(ping('host.example', { driver: slow, interval: 100, count: 3 }), scheduler);
      scheduler.flush();
      expect(lines).toEqual(['270 0 success', '370 1 success', '470 2 success', '470 complete']);
    });
  });

  it('can change the interval, pause the series or end it from within next', () => {
    inVirtualTime((scheduler) => {
      const interval = new BehaviorSubject(100);
      const faster = network(scheduler);
      const first = ping('192.0.2.1', { driver: blocked(faster, scheduler, 150, 1050), interval, count: 5 });
      first.subscribe(({ status }) => status === 'skipped' && interval.next(500));

      const paused = new Subject<boolean>();
      const resting = network(scheduler);
      const second = ping('192.0.2.1', {
        driver: blocked(resting, scheduler, 150, 1050),
        interval: 100,
        paused,
        count: 5,
      });
      second.subscribe(({ status }) => status === 'skipped' && paused.next(true));

      const ended = network(scheduler);
      const third = ping('192.0.2.1', { driver: blocked(ended, scheduler, 150, 1050), interval: 100, count: 5 });
      third.pipe(takeWhile(({ status }) => status !== 'skipped')).subscribe();

      scheduler.flush();
      // The latest of the beats that were left out is that of 900 ms.
      expect(sends(faster)).toEqual([0, 100, 200, 1400, 1900]);
      expect(sends(resting)).toEqual([0, 100, 200]);
      expect(sends(ended)).toEqual([0, 100, 200]);
      expect(ended.counters().handles).toBe(0);
    });
  });
});

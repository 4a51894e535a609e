import { ping, probe, probeEach, sweep, sweepEvery, type EchoReply, type ProbeOptions } from 'rxicmp';
import { SimulatedNetwork } from 'rxicmp/testing';
import { EMPTY, ignoreElements, of, timer, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { inVirtualTime, watch } from './virtual.ts';

const silent = '192.0.2.2';
const streams: Record<string, (options: ProbeOptions) => Observable<EchoReply<unknown>>> = {
  probe: (options) => probe(silent, options),
  ping: (options) => ping(silent, { ...options, interval: 1000, count: 2 }),
  sweep: (options) => sweep([silent], options),
  probeEach: (options) => of(silent).pipe(probeEach(options)),
  sweepEvery: (options) => of([silent]).pipe(sweepEvery(1000, { ...options, rounds: 2 })),
};
const waits: Record<string, { readonly notifier: () => Observable<unknown>; readonly told: string[] }> = {
  'a value later': { notifier: () => timer(30), told: ['100 2', '1100 2'] },
  'a value at once': { notifier: () => of(0, 1), told: ['70 2', '1070 2'] },
  'no value, later': { notifier: () => timer(30).pipe(ignoreElements()), told: ['65 1', '1065 1'] },
  'no value, at once': { notifier: () => EMPTY, told: ['35 1', '1035 1'] },
};

describe.each(Object.keys(streams))('%s waits between attempts for a stream', (name) => {
  it.each(Object.keys(waits))('%s', (wait) => {
    const { notifier, told } = waits[wait]!;
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork({ hosts: [{ address: silent, silent: true }] }, scheduler);
      const stream = streams[name]!({ driver, timeout: 35, retry: { count: 1, delay: notifier } });
      const { replies, lines } = watch(stream, scheduler);
      scheduler.flush();
      const at = lines.slice(0, -1).map((line, i) => `${line.split(' ')[0]} ${replies[i]!.attempt}`);
      expect(at).toEqual(told.slice(0, name.startsWith('ping') || name === 'sweepEvery' ? 2 : 1));
      expect(lines.at(-1)).toBe(`${at.at(-1)!.split(' ')[0]} complete`);
      expect(replies.every(({ status }) => status === 'timed-out')).toBe(true);
      expect(driver.counters()).toMatchObject({ handles: 0, outstanding: 0 });
    });
  });

  it('and tells an outcome once when each one is told', () => {
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork({ hosts: [{ address: silent, silent: true }] }, scheduler);
      const retry = { count: 1, emit: 'every', delay: () => EMPTY } as const;
      const { replies } = watch(streams[name]!({ driver, timeout: 35, retry }), scheduler);
      scheduler.flush();
      expect(new Set(replies.map(({ sequence, attempt }) => `${sequence} ${attempt}`)).size).toBe(replies.length);
    });
  });
});

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { probe, type ProbeOptions } from 'rxicmp';
import type { LookupFailure } from 'rxicmp/icmpapi';
import { SimulatedNetwork } from 'rxicmp/testing';
import { asyncScheduler } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import { describe, expect, it, vi } from 'vitest';
import { inVirtualTime, watch, withMembers } from './virtual.ts';

const hosts = [{ address: '192.0.2.1', latency: 20 }, { address: '2001:db8::1' }, { address: 'fe80::1%sim0' }];

/** A driver whose resolver takes `time` ms and then gives `result`. */
function resolving(scheduler: TestScheduler, result: readonly string[] | LookupFailure, time = 30) {
  const abandoned = vi.fn();
  const lookup = vi.fn(
    (_name: string, _family: 4 | 6 | null, onResult: (result: readonly string[] | LookupFailure) => void) => {
      const action = scheduler.schedule(() => onResult(result), time);
      return () => {
        abandoned();
        action.unsubscribe();
      };
    },
  );
  const network = new SimulatedNetwork({ hosts }, scheduler);
  return { driver: withMembers(network, { lookup }), network, lookup, abandoned };
}

function probeOnce(result: readonly string[] | LookupFailure, options: ProbeOptions = {}, time?: number) {
  let outcome;
  inVirtualTime((scheduler) => {
    const { driver, lookup, network } = resolving(scheduler, result, time);
    const { lines, replies } = watch(probe('host.example', { ...options, driver }), scheduler);
    scheduler.flush();
    outcome = { lines, reply: replies[0], asked: lookup.mock.calls[0]!.slice(0, 2), log: network.log };
  });
  return outcome as unknown as { lines: string[]; reply: unknown; asked: unknown[]; log: unknown[] };
}

describe('the look-up of a name', () => {
  it('gives the address, and its time is told beside the round-trip time', () => {
    const { lines, reply, asked } = probeOnce(['192.0.2.1', '192.0.2.2']);
    expect(lines).toEqual(['50 0 success', '50 complete']);
    expect(reply).toMatchObject({
      target: 'host.example',
      destination: '192.0.2.1',
      lookupTime: 30,
      rtt: 20,
      sentAt: 30,
    });
    expect(asked).toEqual(['host.example', null]);
  });

  it('is not made for an address', () => {
    inVirtualTime((scheduler) => {
      const { driver, lookup } = resolving(scheduler, []);
      const { replies } = watch(probe('192.0.2.1', { driver }), scheduler);
      scheduler.flush();
      expect(replies[0]).toMatchObject({ lookupTime: null, sentAt: 0 });
      expect(lookup).not.toHaveBeenCalled();
    });
  });

  it('that fails is a value, and opens no handle', () => {
    const { lines, reply, log } = probeOnce({ code: 'EAI_AGAIN' });
    expect(lines).toEqual(['30 0 not-resolved', '30 complete']);
    expect(reply).toMatchObject({
      destination: null,
      responder: null,
      errorCode: 'EAI_AGAIN',
      lookupTime: 30,
      rtt: null,
      sentAt: 30,
      statusCode: null,
    });
    expect(log).toEqual([]);
  });

  it('has a time-out of its own', () => {
    expect(probeOnce(['192.0.2.1'], {}, 5001)).toMatchObject({
      lines: ['5000 0 not-resolved', '5000 complete'],
      reply: { errorCode: 'ETIMEOUT', lookupTime: 5000 },
    });
    expect(probeOnce(['192.0.2.1'], { lookupTimeout: 100, timeout: 1 }, 99).lines).toEqual([
      '100 0 timed-out',
      '100 complete',
    ]);
    expect(probeOnce(['192.0.2.1'], { lookupTimeout: 99 }, 100).lines[0]).toBe('99 0 not-resolved');
    // Above 2^31 - 1 the timers of the system overflow.
    const schedule = vi.spyOn(asyncScheduler, 'schedule');
    expect(probeOnce(['192.0.2.1'], { lookupTimeout: 2 ** 32 - 2 }, 100).lines[0]).toBe('120 0 success');
    expect(schedule.mock.calls.map(([, delay]) => delay)).toEqual([2 ** 31 - 1]);
    schedule.mockRestore();
  });

  it('has none of it while it waits for its turn, which is told', () => {
    const told = vi.fn();
    subscribe('rxicmp:lookup-waiting', told);
    inVirtualTime((scheduler) => {
      const network = new SimulatedNetwork({ hosts }, scheduler);
      const turns = [7000, null];
      const driver = withMembers(network, {
        lookup: (_name, _family, onResult, onWaiting) => {
          const turn = turns.shift();
          if (turn === undefined || turn === null) return () => undefined;
          onWaiting!(true);
          scheduler.schedule(() => onWaiting!(false), turn);
          scheduler.schedule(() => onResult(['192.0.2.1']), turn + 30);
          return () => undefined;
        },
      });
      const waited = watch(probe('host.example', { driver, family: 4 }), scheduler);
      const atOnce = watch(probe('host.example', { driver }), scheduler);
      scheduler.flush();
      expect(waited.lines).toEqual(['7050 0 success', '7050 complete']);
      expect(waited.replies[0]).toMatchObject({ lookupTime: 30 });
      expect(atOnce.lines).toEqual(['5000 0 not-resolved', '5000 complete']);
    });
    unsubscribe('rxicmp:lookup-waiting', told);
    expect(told.mock.calls).toEqual([[{ target: 'host.example', family: 4 }, 'rxicmp:lookup-waiting']]);
  });

  it('is abandoned when the subscriber leaves', () => {
    inVirtualTime((scheduler) => {
      const { driver, network, abandoned } = resolving(scheduler, ['192.0.2.1']);
      const { subscription, lines } = watch(probe('host.example', { driver }), scheduler);
      scheduler.schedule(() => subscription.unsubscribe(), 10);
      scheduler.flush();
      expect(abandoned).toHaveBeenCalledTimes(1);
      expect(scheduler.now()).toBe(10);
      expect(lines).toEqual([]);
      expect(network.log).toEqual([]);
    });
  });

  it('asks for the family, and for that of the source', () => {
    expect(probeOnce(['2001:db8::1'], { family: 6 }).asked).toEqual(['host.example', 6]);
    expect(probeOnce(['2001:db8::1'], { source: '2001:db8::9' }).asked).toEqual(['host.example', 6]);
  });

  it('passes over what cannot be probed', () => {
    // The 0.0.0.0 of a filtering resolver would lead to this very host.
    expect(probeOnce(['0.0.0.0']).reply).toMatchObject({ status: 'not-resolved', errorCode: 'ENOTFOUND' });
    expect(probeOnce(['::', '192.0.2.1']).reply).toMatchObject({ destination: '192.0.2.1' });
    expect(probeOnce(['192.0.2.1', '2001:db8::1'], { family: 6 }).reply).toMatchObject({ destination: '2001:db8::1' });
    expect(probeOnce(['fe80::1', '192.0.2.1']).reply).toMatchObject({ destination: '192.0.2.1' });
    expect(probeOnce(['fe80::1%sim0']).reply).toMatchObject({ destination: 'fe80::1%sim0' });
    expect(probeOnce(['fe80::1'], { networkInterface: 'sim0' }).reply).toMatchObject({ destination: 'fe80::1%sim0' });
    // It exists, and only its interface is missing.
    expect(probeOnce(['::', 'fe80::1']).reply).toMatchObject({
      status: 'not-resolved',
      errorCode: 'ENODEV',
      errorText: 'host.example has only ::, fe80::1: set networkInterface to the interface of that link (here: sim0)',
    });
    expect(probeOnce(['fe80::1'], { family: 4 }).reply).toMatchObject({ errorCode: 'ENOTFOUND' });
    expect(probeOnce(['not an address']).reply).toMatchObject({ errorCode: 'ENOTFOUND' });
    expect(probeOnce([]).reply).toMatchObject({ errorCode: 'ENOTFOUND' });
  });

  it("is the platform's when the driver has none", async () => {
    const network = new SimulatedNetwork({ hosts: [{ address: '127.0.0.1' }, { address: '::1' }] });
    const driver = withMembers(network, { lookup: undefined });
    const reply = await new Promise((resolve, reject) => {
      probe('localhost', { driver }).subscribe({ next: resolve, error: reject });
    });
    expect(reply).toMatchObject({ target: 'localhost', status: 'success' });
    expect((reply as { lookupTime: number }).lookupTime).toBeGreaterThanOrEqual(0);
  });
});

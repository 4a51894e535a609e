import type { IcmpDriver } from 'rxicmp/icmpapi';
import { selfTest, SimulatedNetwork, testedSystem, type SelfTestResult } from 'rxicmp/testing';
import { lastValueFrom, take, toArray, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { formatSelfTest } from '../../../src/cli/text/formatSelfTest.ts';
import { withMembers } from '../observables/virtual.ts';

/** A loopback in memory. */
function network(): SimulatedNetwork {
  const hosts = ['127.0.0.1', '::1'].map((address) => ({ address, latency: 1 }));
  return new SimulatedNetwork({ hosts, interfaces: ['lo'], sources: ['127.0.0.1', '::1'] });
}

const all = (results: Observable<SelfTestResult>): Promise<SelfTestResult[]> => lastValueFrom(results.pipe(toArray()));
const failed = (results: readonly SelfTestResult[]) => results.filter(({ outcome }) => outcome === 'fail');

describe('selfTest', () => {
  it('holds the suite against a driver of one’s own', { timeout: 60_000 }, async () => {
    const results = await all(selfTest({ driver: network() }));
    expect(failed(results)).toEqual([]);
    expect(new Set(results.map(({ family, completion }) => `${family} ${completion}`))).toEqual(
      new Set(['4 null', '6 null']),
    );
    // A simulated network has no synchronous calls.
    const blocking = results.filter(({ clause }) => clause === 'Blocking');
    expect(blocking.every(({ outcome, reason }) => outcome === 'pending' && reason!.includes('sync'))).toBe(true);
    const passed = results.filter(({ outcome }) => outcome === 'pass');
    expect(passed.length).toBeGreaterThan(180);
    expect(passed.every(({ reason }) => reason === null)).toBe(true);
  });

  it('by event and by APC, where there is the choice', { timeout: 60_000 }, async () => {
    const asked = new Set<string>();
    const driver = network();
    const windows = withMembers(driver, {
      diagnose: () => ({ ...driver.diagnose(), completions: ['event', 'apc'] }),
      sendEcho2Ex: (handle, request, onCompletion) => {
        asked.add(request.completion);
        return driver.sendEcho2Ex(handle, request, onCompletion);
      },
    });
    const results = await all(selfTest({ driver: windows, family: 4 }));
    const of = (way: string) => results.filter(({ completion }) => completion === way).length;
    expect(of('event')).toBe(of('apc'));
    expect(of('event') + of('apc')).toBe(results.length);
    expect(asked).toContain('apc');
  });

  it('says how a driver breaks its promise', { timeout: 60_000 }, async () => {
    const driver = network();
    const wrong = withMembers(driver, {
      sendEcho2Ex: (handle, request, onCompletion) =>
        driver.sendEcho2Ex(handle, request, (completion) => onCompletion({ ...completion, address: '127.0.0.9' })),
    });
    const results = await all(selfTest({ driver: wrong, family: 4 }));
    expect(failed(results).length).toBeGreaterThan(0);
    for (const { reason } of failed(results)) expect(reason).toMatch(/./);
    const report = formatSelfTest({ rxicmp: '1.2.3', driver: 'wrong', system: testedSystem() }, results);
    expect(report).toContain('Self-test of rxicmp 1.2.3, driver wrong');
    expect(report).toContain(`Node ${process.version}`);
    expect(report).toMatch(/\n {2}Reach +\d+ passed, \d+ FAILED/);
    expect(report).toMatch(/\nFailed:\n {2}IPv4, /);
  });

  it('takes a family that cannot be opened as pending, and none as an error', async () => {
    const driver = network();
    const only = (families: readonly number[]): IcmpDriver =>
      withMembers(driver, {
        createFile: (family, ownContext) => {
          if (!families.includes(family)) throw new Error(`no IPv${family} here`);
          return driver.createFile(family, ownContext);
        },
      });
    const six = await all(selfTest({ driver: only([6]) }).pipe(take(20)));
    expect(
      six.every(({ family, outcome, reason }) => family === 4 && outcome === 'pending' && reason === 'no IPv4 here'),
    ).toBe(true);
    await expect(all(selfTest({ driver: only([]) }))).rejects.toThrow('no IPv4 here');
  });

  it('begins no case after the subscriber has left', async () => {
    const driver = network();
    const results = await all(selfTest({ driver, family: 4 }).pipe(take(3)));
    expect(results).toHaveLength(3);
    const { sent } = driver.counters();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(driver.counters()).toMatchObject({ sent, outstanding: 0, handles: 0 });
  });

  it.each([
    [{ drivr: 'addon' }, 'drivr'],
    [{ driver: 'raw' }, 'driver'],
    [{ driver: {} }, 'driver'],
    [{ family: 5 }, 'family'],
    [{ slow: 1 }, 'slow'],
    [null, 'options'],
  ])('refuses %j', async (options, argument) => {
    await expect(all(selfTest(options as never))).rejects.toMatchObject({ code: 'ERR_ICMP_ARGUMENT', argument });
  });
});

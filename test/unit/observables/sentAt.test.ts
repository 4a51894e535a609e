import { monitor, ping, probe, sweep, traceroute, type EchoReply } from 'rxicmp';
import { SimulatedNetwork, simulate } from 'rxicmp/testing';
import { lastValueFrom, map, toArray, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';

const driver = new SimulatedNetwork({ hosts: [{ address: '192.0.2.1' }] });
const NAME = 'nobody.example';

/** Streams whose values tell of probes that never left. */
const streams: Readonly<Record<string, () => Observable<EchoReply<unknown>>>> = {
  probe: () => probe(NAME, { driver }),
  ping: () => ping(NAME, { driver, interval: 1, count: 20 }),
  sweep: () => sweep([NAME, '192.0.2.0/24'], { driver }),
  monitor: () => monitor([NAME, '192.0.2'], { driver, interval: 10, rounds: 5 }),
  traceroute: () => traceroute(NAME, { driver }).pipe(map(({ replies }) => replies[0]!)),
};

describe.each(Object.entries(streams))('sentAt of what %s could not send', (_, stream) => {
  it('has a fraction, as that of what was sent', async () => {
    const before = Date.now();
    // Some may fall on a whole millisecond: not all of twenty.
    const runs = await Promise.all(Array.from({ length: 20 }, () => lastValueFrom(stream().pipe(toArray()))));
    const unsent = runs.flat().filter(({ status }) => status === 'not-resolved');
    const times = unsent.map(({ sentAt }) => sentAt);
    expect(times.length).toBeGreaterThanOrEqual(20);
    expect(times.every(Number.isInteger)).toBe(false);
    expect(Math.min(...times)).toBeGreaterThan(before - 2);
    expect(Math.max(...times)).toBeLessThan(Date.now() + 2);
  });
});

it('is the time of the scheduler in virtual time', () => {
  const values = simulate({ hosts: [] }, ({ record }) => record(ping(NAME, { interval: 500, count: 3 }), 2000));
  expect(values.map(({ value }) => value.sentAt)).toEqual([0, 500, 1000]);
});

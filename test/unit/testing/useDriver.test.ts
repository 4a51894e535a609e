import { firstValueFrom, lastValueFrom } from 'rxjs';
import { afterEach, describe, expect, test } from 'vitest';
import { diagnose, ping, probe, sweep } from 'rxicmp';
import { selectDriver, type IcmpDriver } from 'rxicmp/icmpapi';
import { SimulatedNetwork, useDriver } from 'rxicmp/testing';
import * as noPlatform from '../../../src/drivers/noPlatform.ts';
import { addonDriver } from '../../../src/drivers/addon.ts';
import { driverInUse } from '../../../src/drivers/driverInUse.ts';

const networkWith = (latency: number) => new SimulatedNetwork({ hosts: [{ address: '192.0.2.1', latency }] });
const [one, two] = [networkWith(1), networkWith(2)];

afterEach(() => expect(driverInUse()).toBeNull());

test('until further notice: streams that name no driver use it from their subscription on', async () => {
  const before = probe('192.0.2.1');
  const end = useDriver(one);
  expect(await firstValueFrom(before)).toMatchObject({ status: 'success', rtt: 1 });
  expect(await lastValueFrom(ping('192.0.2.1', { count: 1 }))).toMatchObject({ status: 'success', rtt: 1 });
  expect(await lastValueFrom(sweep(['192.0.2.1']))).toMatchObject({ status: 'success', rtt: 1 });
  expect(await firstValueFrom(probe('192.0.2.1', { driver: two }))).toMatchObject({ rtt: 2 });
  expect((await diagnose()).driver).toBe('simulated');
  end();
  expect(selectDriver()).toBe(addonDriver());
});

test('a driver that is asked for by name is that one', () => {
  useDriver(one, () => expect(selectDriver('addon')).toBe(addonDriver()));
});

test('a stream that has begun keeps the driver', async () => {
  const end = useDriver(one);
  const replies = lastValueFrom(ping('192.0.2.1', { count: 3, interval: 5 }));
  end();
  // A busy machine skips beats, and their numbers.
  expect(await replies).toMatchObject({ status: 'success', destination: '192.0.2.1' });
});

describe('for a block', () => {
  test('of synchronous code', () => {
    expect(useDriver(one, () => selectDriver())).toBe(one);
    expect(driverInUse()).toBeNull();
  });

  test('that throws', () => {
    const boom = () => {
      throw new Error('boom');
    };
    expect(() => useDriver(one, boom)).toThrow('boom');
  });

  test('of asynchronous code', async () => {
    const rtt = useDriver(one, async () => {
      await Promise.resolve();
      const reply = await firstValueFrom(probe('192.0.2.1'));
      return reply.status === 'success' ? reply.rtt : null;
    });
    expect(driverInUse()).toBe(one);
    expect(await rtt).toBe(1);
  });

  test('of asynchronous code that fails', async () => {
    const failing = useDriver(one, () => Promise.reject(new Error('boom')));
    await expect(failing).rejects.toThrow('boom');
  });
});

test('the latest use that has not ended counts, in whatever order they end', () => {
  const ends = [one, two, one].map((driver) => useDriver(driver));
  ends[2]!();
  expect(driverInUse()).toBe(two);
  ends[0]!();
  ends[0]!();
  expect(driverInUse()).toBe(two);
  ends[1]!();
});

test('works where there is no Node', () => {
  const end = useDriver(one);
  expect(noPlatform.selectDriver()).toBe(one);
  expect(() => noPlatform.selectDriver('addon')).toThrow('no ICMP');
  end();
  expect(() => noPlatform.selectDriver()).toThrow('no ICMP');
});

test.each([null, undefined, 'addon', {}, { ...one, sendEcho2Ex: null }])('%o is no driver', (driver) => {
  const error = { argument: 'driver', expected: 'an IcmpDriver' };
  expect(() => useDriver(driver as IcmpDriver)).toThrow(expect.objectContaining(error));
});

test('a block is a function', () => {
  const error = { argument: 'block', expected: 'a function' };
  expect(() => useDriver(one, 5 as never)).toThrow(expect.objectContaining(error));
});

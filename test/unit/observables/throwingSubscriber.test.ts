import { ping, probe, sweep, type EchoReply } from 'rxicmp';
import { SimulatedNetwork } from 'rxicmp/testing';
import { config, Subscriber, type Observable } from 'rxjs';
import { afterEach, expect, it } from 'vitest';
import { inVirtualTime } from './virtual.ts';

/** No subscriber that RxJS has wrapped: what it throws comes back to whoever calls it. */
class Throwing extends Subscriber<EchoReply> {
  calls = 0;
  override next(): void {
    this.calls++;
    throw new Error('raw');
  }
}

afterEach(() => {
  config.onUnhandledError = null;
});

it.each<[string, number, (driver: SimulatedNetwork) => Observable<EchoReply>]>([
  ['probe', 1, (driver) => probe('192.0.2.1', { driver })],
  ['ping', 3, (driver) => ping('192.0.2.1', { driver, interval: 10, count: 3 })],
  ['sweep', 3, (driver) => sweep(Array<string>(3).fill('192.0.2.1'), { driver })],
])('a Subscriber that throws in next leaves nothing behind: %s', (_name, calls, streamOf) => {
  const thrown: string[] = [];
  config.onUnhandledError = (error: Error) => thrown.push(error.message);
  inVirtualTime((scheduler) => {
    const driver = new SimulatedNetwork({ hosts: [{ address: '192.0.2.1', latency: 2 }] }, scheduler);
    const subscriber = new Throwing();
    streamOf(driver).subscribe(subscriber);
    scheduler.flush();
    expect(subscriber.calls).toBe(calls);
    expect(subscriber.closed).toBe(true);
    expect(driver.counters()).toMatchObject({ handles: 0, outstanding: 0 });
  });
  expect(thrown).toEqual(Array(calls).fill('raw'));
});

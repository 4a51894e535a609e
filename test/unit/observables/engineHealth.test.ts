import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { engineHealth, probe, type EngineHealth } from 'rxicmp';
import { SimulatedNetwork } from 'rxicmp/testing';
import { map } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { expect, it, vi } from 'vitest';

function inVirtualTime(run: (scheduler: TestScheduler) => void): void {
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  scheduler.run(() => run(scheduler));
}

it('emits the counters at once and on every beat, and stops when unsubscribed', () => {
  inVirtualTime((scheduler) => {
    const driver = new SimulatedNetwork({ hosts: [{ address: '192.0.2.1', latency: 3 }] }, scheduler);
    const answered = engineHealth(2, driver).pipe(map(({ at, outstanding, received }) => [at, outstanding, received]));
    scheduler.expectObservable(answered, '^-----!').toBe('a-b-c', { a: [0, 1, 0], b: [2, 1, 0], c: [4, 0, 1] });
    probe('192.0.2.1', { driver }).subscribe();
  });
});

it.each([3e9, 2 ** 31, 2 ** 32 - 2])('waits for %i ms, which is more than a timer can', (every) => {
  vi.useFakeTimers();
  const values: EngineHealth[] = [];
  const driver = new SimulatedNetwork({ hosts: [] });
  const subscription = engineHealth(every, driver).subscribe((health) => values.push(health));
  vi.advanceTimersByTime(10);
  expect(values).toHaveLength(1);
  vi.advanceTimersByTime(every - 11);
  expect(values).toHaveLength(1);
  vi.advanceTimersByTime(every);
  expect(values).toHaveLength(2);
  subscription.unsubscribe();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

it('opens nothing', () => {
  inVirtualTime((scheduler) => {
    const driver = new SimulatedNetwork({ hosts: [] }, scheduler);
    scheduler
      .expectObservable(engineHealth(1000, driver).pipe(map(({ handles }) => handles)), '^-!')
      .toBe('a', { a: 0 });
    scheduler.flush();
    expect(driver.log).toEqual([]);
  });
});

it('publishes each value on rxicmp:health', () => {
  const heard: unknown[] = [];
  const emitted: EngineHealth[] = [];
  const listen = (message: unknown) => heard.push(message);
  subscribe('rxicmp:health', listen);
  inVirtualTime((scheduler) => {
    engineHealth(1, new SimulatedNetwork({ hosts: [] }, scheduler)).subscribe((health) => emitted.push(health));
    scheduler.maxFrames = 3;
  });
  unsubscribe('rxicmp:health', listen);
  expect(heard.length).toBeGreaterThan(1);
  expect(heard).toEqual(emitted);
});

it.each([0, -1, NaN])('refuses %s milliseconds', (every) => {
  let refused: unknown;
  engineHealth(every).subscribe({ error: (error) => (refused = error) });
  expect(refused).toMatchObject({ code: 'ERR_ICMP_ARGUMENT', argument: 'every', value: every });
});

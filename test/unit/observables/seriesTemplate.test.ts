import { SimulatedNetwork } from 'rxicmp/testing';
import { NEVER } from 'rxjs';
import { expect, it } from 'vitest';
import { pingSettings } from '../../../src/observables/ping/pingSettings.ts';
import type { PingOptions, Target } from '../../../src/observables/options.ts';

const driver = new SimulatedNetwork({ hosts: [] });
const paused = NEVER;

const templateOf = (target: Target, options: PingOptions = {}) =>
  pingSettings(target, { driver, interval: 50, phase: 'spread', paused, ...options }).template;

it('is shared by series with the same options, whatever their targets and tags', () => {
  const template = templateOf('192.0.2.1');
  expect(templateOf('192.0.2.2')).toBe(template);
  expect(templateOf('two.example')).toBe(template);
  expect(templateOf({ target: '192.0.2.3', tag: 'three' })).toBe(template);
});

it('is shared by series with one policy and one way to look up', () => {
  const options: PingOptions = { retry: { count: 2, delay: () => 5 }, resolve: { every: 100 } };
  expect(templateOf('192.0.2.2', options)).toBe(templateOf('192.0.2.1', options));
});

it.each<[string, PingOptions, unknown]>([
  ['interval', { interval: 60 }, 60],
  ['count', { count: 2 }, 2],
  ['duration', { duration: 100 }, 100],
  ['lateWindow', { lateWindow: 10 }, 10],
  ['phase', { phase: 'aligned' }, 'aligned'],
  ['keepAlive', { keepAlive: false }, false],
  ['paused', { paused: undefined }, null],
])('is another one with another %s', (name, options, value) => {
  expect(templateOf('192.0.2.1')).not.toHaveProperty(name, value);
  expect(templateOf('192.0.2.1', options)).toHaveProperty(name, value);
});

it('is another one with another option of a probe, of the call or of the target', () => {
  expect(templateOf('192.0.2.1').request.timeout).toBe(1000);
  expect(templateOf('192.0.2.1', { timeout: 20 }).request.timeout).toBe(20);
  expect(templateOf({ target: '192.0.2.1', timeout: 30 }).request.timeout).toBe(30);
  expect(templateOf('192.0.2.1').request.timeout).toBe(1000);
});

it('notices that an object among the options was changed', () => {
  const retry = { count: 1 };
  const resolve = { every: 10 };
  expect(templateOf('192.0.2.1', { retry }).retries?.count).toBe(1);
  retry.count = 2;
  expect(templateOf('192.0.2.1', { retry }).retries?.count).toBe(2);
  expect(templateOf('192.0.2.1', { resolve }).resolveEvery).toBe(10);
  resolve.every = 20;
  expect(templateOf('192.0.2.1', { resolve }).resolveEvery).toBe(20);
});

it('is known by the values that it has, also when an accessor tells another one each time', () => {
  for (const count of [1, 2, 3, 4, 5, 6]) {
    let next = 1;
    // No spread, which would read the accessor.
    const fickle: PingOptions = {
      driver,
      get count() {
        return next++;
      },
    };
    void pingSettings('192.0.2.1', fickle);
    expect(pingSettings('192.0.2.1', { driver, count }).template.count).toBe(count);
  }
});

import { ping, probe, type PingOptions, type ProbeOptions } from 'rxicmp';
import { SimulatedNetwork } from 'rxicmp/testing';
import { asyncScheduler, of } from 'rxjs';
import { expectTypeOf, test } from 'vitest';

test('undefined is no option', () => {
  expectTypeOf<ProbeOptions['timeout']>().toEqualTypeOf<number | undefined>();
  expectTypeOf<undefined>().toExtend<PingOptions['interval']>();
  expectTypeOf(probe).toBeCallableWith('192.0.2.1', { timeout: undefined, driver: undefined });
});

test('what a series accepts', () => {
  expectTypeOf(ping).toBeCallableWith('192.0.2.1', {
    interval: of(1000),
    paused: Promise.resolve(true),
    lateWindow: 5,
    scheduler: asyncScheduler,
    driver: new SimulatedNetwork({ hosts: [] }),
  });
});

test('an option that is not known is an error of the compiler too', () => {
  // @ts-expect-error: a misspelt name
  probe('192.0.2.1', { timout: 5 });
  // @ts-expect-error: an option of a series
  probe('192.0.2.1', { interval: 5 });
  // @ts-expect-error: no driver of this name
  probe('192.0.2.1', { driver: 'raw' });
  // @ts-expect-error: neither family
  probe('192.0.2.1', { family: 5 });
  // @ts-expect-error: a time in words
  ping('192.0.2.1', { interval: '1s' });
});

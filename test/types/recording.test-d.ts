import { ping, sweep, traceroute } from 'rxicmp';
import { selfTest, toScenario, type Scenario, type SelfTestResult } from 'rxicmp/testing';
import { map, merge, of, type Observable } from 'rxjs';
import { expectTypeOf, test } from 'vitest';

test('whatever a stream emits may be recorded', () => {
  expectTypeOf(ping('192.0.2.1').pipe(toScenario())).toEqualTypeOf<Observable<Scenario>>();
  expectTypeOf(sweep('192.0.2.0/24', { replyData: true }).pipe(toScenario())).toEqualTypeOf<Observable<Scenario>>();
  const both = merge(ping({ target: '192.0.2.1', tag: 7 }), traceroute('192.0.2.1'));
  expectTypeOf(both.pipe(toScenario())).toEqualTypeOf<Observable<Scenario>>();
  // @ts-expect-error: no replies
  of(1).pipe(toScenario());
});

test('a self-test emits what came of each case', () => {
  expectTypeOf(selfTest()).toEqualTypeOf<Observable<SelfTestResult>>();
  expectTypeOf(selfTest({ driver: 'koffi' }).pipe(map(({ outcome }) => outcome))).toEqualTypeOf<
    Observable<'pass' | 'fail' | 'pending'>
  >();
  // @ts-expect-error: neither driver
  selfTest({ driver: 'raw' });
});

import {
  hopStatistics,
  pathMtu,
  ping,
  routeChanges,
  statistics,
  traceroute,
  type EchoOutcome,
  type Hop,
  type HopStatistics,
  type MtuStep,
  type PingStatistics,
  type Reroute,
} from 'rxicmp';
import { mergeMap, VirtualTimeScheduler, type Observable } from 'rxjs';
import { expectTypeOf, test } from 'vitest';
import type { Json } from './json.ts';

test('routeChanges makes changes of hops', () => {
  expectTypeOf(traceroute('192.0.2.1').pipe(routeChanges({ rounds: 3 }))).toEqualTypeOf<Observable<Reroute>>();
  expectTypeOf<Json<Reroute>>().toExtend<Reroute>();
  expectTypeOf<Reroute['from']>().toEqualTypeOf<readonly (readonly string[])[]>();
  // @ts-expect-error replies are no hops
  ping('192.0.2.1').pipe(routeChanges());
});

test('what is emitted', () => {
  expectTypeOf(traceroute('192.0.2.1')).toEqualTypeOf<Observable<Hop>>();
  expectTypeOf<Hop['replies']>().toEqualTypeOf<readonly EchoOutcome[]>();
  expectTypeOf(pathMtu('192.0.2.1')).toEqualTypeOf<Observable<MtuStep>>();
  expectTypeOf<MtuStep['mtu']>().toEqualTypeOf<number | null>();
  const table = traceroute('192.0.2.1').pipe(hopStatistics());
  expectTypeOf(table).toEqualTypeOf<Observable<readonly HopStatistics[]>>();
  expectTypeOf<HopStatistics>().toExtend<PingStatistics>();
  expectTypeOf<HopStatistics['percentiles']['p95']>().toEqualTypeOf<number | null>();
});

test('the replies of hops are replies like others', () => {
  const replies = traceroute('192.0.2.1').pipe(mergeMap((hop) => hop.replies));
  expectTypeOf(replies).toEqualTypeOf<Observable<EchoOutcome>>();
  expectTypeOf(replies.pipe(statistics())).toEqualTypeOf<Observable<PingStatistics>>();
});

test('what they accept', () => {
  const scheduler = new VirtualTimeScheduler();
  const shared = { timeout: 5, family: 6, source: '::1', tos: undefined } as const;
  expectTypeOf(traceroute).toBeCallableWith('192.0.2.1', {
    ...shared,
    maxTtl: 9,
    probes: 1,
    rounds: Infinity,
    scheduler,
  });
  expectTypeOf(pathMtu).toBeCallableWith('192.0.2.1', { ...shared, ttl: 9, max: 1500, retry: undefined });
});

test('what is their own business is an error of the compiler', () => {
  // @ts-expect-error: each hop has a TTL of its own
  traceroute('192.0.2.1', { ttl: 5 });
  // @ts-expect-error: it has several probes for each hop
  traceroute('192.0.2.1', { retry: 5 });
  // @ts-expect-error: a number, no policy
  pathMtu('192.0.2.1', { retry: { count: 5 } });
  // @ts-expect-error: a name of another function
  traceroute('192.0.2.1', { count: 5 });
  // @ts-expect-error: the search sets the size
  pathMtu('192.0.2.1', { payload: 5 });
  // @ts-expect-error: the search sets DF
  pathMtu('192.0.2.1', { dontFragment: true });
  // @ts-expect-error: no tags
  traceroute({ target: '192.0.2.1', tag: 1 });
});

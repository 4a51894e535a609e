import {
  baselineShift,
  ewmaHysteresis,
  groupByTarget,
  ipdv,
  isSuccess,
  mergeStatistics,
  ping,
  quorum,
  reachability,
  statistics,
  type DelayVariation,
  type EchoReply,
  type EchoSuccess,
  type LevelState,
  type LevelTransition,
  type PingStatistics,
  type ReachState,
  type ReachTransition,
  type Transition,
} from 'rxicmp';
import { filter, type GroupedObservable, map, merge, type Observable, toArray } from 'rxjs';
import { expectTypeOf, test } from 'vitest';
import type { Json } from './json.ts';

const tagged = ping({ target: '192.0.2.1', tag: { site: 'here' } });
type Tag = { readonly site: 'here' };

test('statistics have the percentiles that were asked for', () => {
  expectTypeOf(tagged.pipe(statistics())).toEqualTypeOf<Observable<PingStatistics<50 | 95 | 99, Tag>>>();
  expectTypeOf(ping('192.0.2.1').pipe(statistics())).toEqualTypeOf<Observable<PingStatistics>>();
  tagged.pipe(statistics()).subscribe(({ percentiles }) => {
    expectTypeOf(percentiles).toEqualTypeOf<{
      readonly p50: number | null;
      readonly p95: number | null;
      readonly p99: number | null;
    }>();
  });
  const asked = tagged.pipe(statistics({ percentiles: [50, 99.9] }));
  expectTypeOf(asked).toEqualTypeOf<Observable<PingStatistics<50 | 99.9, Tag>>>();
  const merged = asked.pipe(
    toArray(),
    map((parts) => mergeStatistics(parts)),
  );
  expectTypeOf(merged).toEqualTypeOf<typeof asked>();
  // @ts-expect-error it was not asked for
  asked.subscribe(({ percentiles }) => percentiles.p95);
});

test('the functions of options see the tag', () => {
  tagged.pipe(statistics({ by: (reply) => reply.tag.site }));
  tagged.pipe(quorum({ vantage: (reply) => reply.tag.site }));
  tagged.pipe(reachability({ vote: (reply) => (reply.tag.site === 'here' ? 'up' : 'abstain') }));
  tagged.pipe(ewmaHysteresis({ value: (reply) => reply.rtt }));
  // @ts-expect-error no key
  tagged.pipe(statistics({ by: (reply) => reply.sequence }));
  // @ts-expect-error both
  tagged.pipe(reachability({ up: { n: 1 } }));
});

test('tags and narrowed types pass through', () => {
  type Reply = EchoReply<Tag>;
  expectTypeOf(tagged.pipe(groupByTarget())).toEqualTypeOf<Observable<GroupedObservable<string, Reply>>>();
  expectTypeOf(tagged.pipe(reachability())).toEqualTypeOf<Observable<ReachTransition<Reply>>>();
  expectTypeOf(tagged.pipe(ewmaHysteresis())).toEqualTypeOf<Observable<LevelTransition<Reply>>>();
  expectTypeOf(tagged.pipe(baselineShift())).toEqualTypeOf<Observable<LevelTransition<Reply>>>();
  expectTypeOf(tagged.pipe(quorum())).toEqualTypeOf<Observable<ReachTransition<Reply>>>();
  const answered = tagged.pipe(filter((reply) => isSuccess(reply)));
  expectTypeOf(answered.pipe(reachability())).toEqualTypeOf<Observable<ReachTransition<EchoSuccess<Tag>>>>();
  expectTypeOf(answered.pipe(groupByTarget())).toEqualTypeOf<Observable<GroupedObservable<string, EchoSuccess<Tag>>>>();
  expectTypeOf(answered.pipe(statistics())).toEqualTypeOf<Observable<PingStatistics<50 | 95 | 99, Tag>>>();
  expectTypeOf(answered.pipe(ipdv())).toEqualTypeOf<Observable<DelayVariation<Tag>>>();
});

test('the kind of a transition tells its states', () => {
  const merged: Observable<Transition<EchoReply<Tag>>> = merge(
    tagged.pipe(reachability()),
    tagged.pipe(ewmaHysteresis()),
    tagged.pipe(baselineShift()),
  );
  merged.subscribe((transition) => {
    if (transition.kind === 'reachability') expectTypeOf(transition.to).toEqualTypeOf<ReachState>();
    else expectTypeOf(transition.to).toEqualTypeOf<LevelState>();
  });
  expectTypeOf<Transition['kind']>().toEqualTypeOf<'reachability' | 'average' | 'latency'>();
  // @ts-expect-error a slow host is not down
  tagged.pipe(baselineShift()).subscribe(({ to }) => to === 'down');
});

test('what is emitted survives JSON', () => {
  expectTypeOf<Json<PingStatistics>>().toExtend<PingStatistics>();
  expectTypeOf<PingStatistics>().toExtend<Json<PingStatistics>>();
  expectTypeOf<Json<DelayVariation>>().toExtend<DelayVariation>();
  expectTypeOf<DelayVariation>().toExtend<Json<DelayVariation>>();
  expectTypeOf<Json<Transition>>().toExtend<Transition>();
  expectTypeOf<Transition>().toExtend<Json<Transition>>();
});

import {
  addresses,
  monitor,
  pacer,
  ping,
  probe,
  probeEach,
  retryProbe,
  sweep,
  sweepEvery,
  type EchoOutcome,
  type EchoReply,
  type Pacer,
  type ReplyData,
  type RetryPolicy,
  type SweepEveryOptions,
  type SweepOptions,
  type Target,
  type TargetSource,
} from 'rxicmp';
import { from, of, timer, type Observable } from 'rxjs';
import { expectTypeOf, test } from 'vitest';

interface Room {
  readonly floor: number;
}
declare const room: Room;
declare const strings: AsyncIterable<string>;
declare const targets: readonly Target[];

test('the tags of targets come back with their types', () => {
  expectTypeOf(sweep('192.0.2.0/24')).toEqualTypeOf<Observable<EchoOutcome>>();
  expectTypeOf(sweep(['192.0.2.1', '192.0.2.2'])).toEqualTypeOf<Observable<EchoOutcome>>();
  expectTypeOf(sweep(addresses('192.0.2.0/24'))).toEqualTypeOf<Observable<EchoOutcome>>();
  expectTypeOf(sweep(strings)).toEqualTypeOf<Observable<EchoOutcome>>();
  expectTypeOf(sweep([{ target: '192.0.2.1', tag: room }])).toEqualTypeOf<Observable<EchoOutcome<Room>>>();
  expectTypeOf(sweep(new Set([{ target: 'a', tag: 1 as number }]))).toEqualTypeOf<Observable<EchoOutcome<number>>>();
  expectTypeOf(sweep(['192.0.2.1', { target: '192.0.2.1', tag: room }])).toEqualTypeOf<
    Observable<EchoOutcome<Room | null>>
  >();
  expectTypeOf(sweep(targets)).toEqualTypeOf<Observable<EchoOutcome<unknown>>>();
  expectTypeOf(sweep(of({ target: 'a', tag: room }))).toEqualTypeOf<Observable<EchoOutcome<Room>>>();

  expectTypeOf(from(['a', 'b']).pipe(probeEach())).toEqualTypeOf<Observable<EchoOutcome>>();
  expectTypeOf(of({ target: 'a', tag: room }).pipe(probeEach({ rate: 5 }))).toEqualTypeOf<
    Observable<EchoOutcome<Room>>
  >();
  expectTypeOf(of(['a', 'b']).pipe(sweepEvery(1000))).toEqualTypeOf<Observable<EchoReply>>();
  expectTypeOf(of([{ target: 'a', tag: room }]).pipe(sweepEvery(of(1000)))).toEqualTypeOf<
    Observable<EchoReply<Room>>
  >();
});

test('monitor takes lists, and streams of them', () => {
  expectTypeOf(monitor('192.0.2.0/24', { hostsOnly: true })).toEqualTypeOf<Observable<EchoReply>>();
  expectTypeOf(monitor(['192.0.2.1', 'a'])).toEqualTypeOf<Observable<EchoReply>>();
  expectTypeOf(monitor(targets)).toEqualTypeOf<Observable<EchoReply<unknown>>>();
  expectTypeOf(monitor([{ target: 'a', tag: room }, 'b'])).toEqualTypeOf<Observable<EchoReply<Room | null>>>();
  expectTypeOf(monitor(of([{ target: 'a', tag: room }]))).toEqualTypeOf<Observable<EchoReply<Room>>>();
  expectTypeOf(monitor(Promise.resolve(new Set(['a'])))).toEqualTypeOf<Observable<EchoReply>>();
  expectTypeOf(monitor).toBeCallableWith(['a'], { interval: timer(5), rounds: 2, phase: 'aligned', rate: 5 });
  expectTypeOf(monitor(['a'], { replyData: true })).toEqualTypeOf<Observable<EchoReply & ReplyData>>();
  // @ts-expect-error no list
  monitor({ target: 'a' });
  // @ts-expect-error a stream of targets
  monitor(of({ target: 'a' }));
  // @ts-expect-error a list is no single target
  ping(['a']);
  // @ts-expect-error only text has blocks
  from(['a']).pipe(probeEach({ hostsOnly: true }));
});

test('retryProbe passes narrowed types on', () => {
  expectTypeOf(probe({ target: 'a', tag: room }).pipe(retryProbe(2))).toEqualTypeOf<Observable<EchoOutcome<Room>>>();
  expectTypeOf(ping('a').pipe(retryProbe({ count: 2 }))).toEqualTypeOf<Observable<EchoReply>>();
  expectTypeOf(retryProbe).toBeCallableWith({ count: 1, delay: () => timer(5) });
  expectTypeOf(retryProbe).toBeCallableWith({ count: 1, delay: ({ status }) => Promise.resolve(status) });
  // @ts-expect-error neither a number nor a stream
  retryProbe({ count: 1, delay: () => undefined });
  expectTypeOf(retryProbe).toBeCallableWith({ count: Infinity, delay: (reply, attempt) => attempt + reply.attempt });
  // @ts-expect-error: replies only
  of(1).pipe(retryProbe(2));
});

test('options', () => {
  expectTypeOf(pacer(5)).toEqualTypeOf<Pacer>();
  expectTypeOf<SweepOptions['rate']>().toEqualTypeOf<number | Pacer | undefined>();
  expectTypeOf<SweepEveryOptions>().toExtend<SweepOptions>();
  expectTypeOf<RetryPolicy['count']>().toEqualTypeOf<number>();
  expectTypeOf<string[]>().toExtend<TargetSource<string>>();
  expectTypeOf(sweep).toBeCallableWith([{ target: 'a', retry: { count: 1 }, timeout: 5 }], {
    retry: 3,
    rate: pacer(5),
  });
  expectTypeOf(ping).toBeCallableWith('a', { duration: 5, phase: 'spread', resolve: { every: 5 }, addresses: 'all' });
  // @ts-expect-error: only pacer() makes a budget
  sweep('192.0.2.0/24', { rate: { rate: 5 } });
  // @ts-expect-error: one target is no source of targets
  sweep({ target: 'a' });
  // @ts-expect-error: a target without an address
  sweep([{ tag: 5 }]);
  // @ts-expect-error: numbers are no targets
  of(5).pipe(probeEach());
  // @ts-expect-error: a misspelt option
  sweepEvery(1000, { round: 5 });
});

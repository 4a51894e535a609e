import {
  isSuccess,
  ping,
  probe,
  probeEach,
  sweep,
  sweepEvery,
  traceroute,
  type EchoOutcome,
  type EchoReply,
  type EchoSuccess,
  type IpOption,
  type PingOptions,
  type ProbeOptions,
  type ReplyData,
} from 'rxicmp';
import { SimulatedNetwork } from 'rxicmp/testing';
import { asyncScheduler, filter, of, type Observable } from 'rxjs';
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

test('what came back is on the values of whoever asks for it', () => {
  const asked = { replyData: true } as const;
  expectTypeOf(probe('192.0.2.1', asked)).toEqualTypeOf<Observable<EchoOutcome & ReplyData>>();
  expectTypeOf(ping('192.0.2.1', { count: 1, replyData: true })).toEqualTypeOf<Observable<EchoReply & ReplyData>>();
  expectTypeOf(sweep(['192.0.2.1'], asked)).toEqualTypeOf<Observable<EchoOutcome & ReplyData>>();
  expectTypeOf(of('192.0.2.1').pipe(probeEach(asked))).toEqualTypeOf<Observable<EchoOutcome & ReplyData>>();
  expectTypeOf(of(['192.0.2.1']).pipe(sweepEvery(1000, asked))).toEqualTypeOf<Observable<EchoReply & ReplyData>>();
  expectTypeOf(probe({ target: '192.0.2.1', tag: 7, replyData: true })).toEqualTypeOf<
    Observable<EchoOutcome<7> & ReplyData>
  >();
  const successes = ping('192.0.2.1', asked).pipe(filter(isSuccess));
  expectTypeOf(successes).toExtend<Observable<EchoSuccess & ReplyData>>();
  expectTypeOf<ReplyData['data']>().toEqualTypeOf<Uint8Array | null>();
  expectTypeOf<ReplyData['ipOptions']>().toEqualTypeOf<readonly IpOption[] | null>();
});

test('and on nobody else’s', () => {
  expectTypeOf(probe('192.0.2.1')).toEqualTypeOf<Observable<EchoOutcome>>();
  expectTypeOf(probe('192.0.2.1', { replyData: false })).toEqualTypeOf<Observable<EchoOutcome>>();
  // Perhaps it was asked for: nobody can rely on it.
  expectTypeOf(probe('192.0.2.1', {} as ProbeOptions)).toEqualTypeOf<Observable<EchoOutcome>>();
  expectTypeOf(ping('192.0.2.1', {} as PingOptions)).toEqualTypeOf<Observable<EchoReply>>();
  // @ts-expect-error: a route has hops
  traceroute('192.0.2.1', { replyData: true });
  // @ts-expect-error: what only the port has
  probe('192.0.2.1', { completion: 'both' });
  // @ts-expect-error: they are made by encodeIpOptions
  probe('192.0.2.1', { ipOptions: [{ kind: 'record-route', addresses: [], room: 9 }] });
});

import {
  isFailure,
  isOutcome,
  isSuccess,
  ping,
  probe,
  takeUntilAborted,
  throwIfFailed,
  type EchoExtra,
  type EchoOutcome,
  type EchoRejected,
  type EchoReply,
  type EchoSkipped,
  type EchoRemoved,
  type LevelState,
  type ReachState,
  type EchoSuccess,
  type EchoTimedOut,
  type EchoUnsent,
  type Hop,
  type HopStatistics,
  type MtuStep,
} from 'rxicmp';
import { filter, type Observable } from 'rxjs';
import { expectTypeOf, test } from 'vitest';
import type { Json } from './json.ts';

declare const reply: EchoReply<'tag'>;
declare const outcome: EchoOutcome;

test('a status tells which keys have a value', () => {
  expectTypeOf(reply.rtt).toEqualTypeOf<number | null>();
  if (reply.status === 'success') {
    expectTypeOf(reply).toEqualTypeOf<EchoSuccess<'tag'>>();
    expectTypeOf(reply.rtt).toEqualTypeOf<number>();
    expectTypeOf(reply.responder).toEqualTypeOf<string>();
    expectTypeOf(reply.size).toEqualTypeOf<number>();
  }
  if (reply.status === 'timed-out') expectTypeOf(reply).toEqualTypeOf<EchoTimedOut<'tag'>>();
  if (reply.status === 'late') expectTypeOf(reply).toEqualTypeOf<EchoExtra<'tag'>>();
  if (reply.status === 'skipped') expectTypeOf(reply).toEqualTypeOf<EchoSkipped<'tag'>>();
  if (reply.status === 'not-sent') expectTypeOf(reply.errorCode).toEqualTypeOf<string>();
  if (reply.status === 'packet-too-big')
    expectTypeOf(reply.icmp).toEqualTypeOf<{ readonly type: number; readonly code: number } | null>();
});

test('the guards narrow, both ways', () => {
  if (isSuccess(reply)) expectTypeOf(reply).toEqualTypeOf<EchoSuccess<'tag'>>();
  if (isFailure(reply)) {
    expectTypeOf(reply).toEqualTypeOf<EchoTimedOut<'tag'> | EchoRejected<'tag'> | EchoUnsent<'tag'>>();
  }
  if (isOutcome(reply)) expectTypeOf(reply).toEqualTypeOf<EchoOutcome<'tag'>>();
  else expectTypeOf(reply).toEqualTypeOf<EchoExtra<'tag'> | EchoSkipped<'tag'> | EchoRemoved<'tag'>>();
  if (isSuccess(outcome)) expectTypeOf(outcome).toEqualTypeOf<EchoSuccess>();
  else expectTypeOf(outcome).toEqualTypeOf<EchoTimedOut | EchoRejected | EchoUnsent>();
});

test('the guards filter', () => {
  expectTypeOf(ping('192.0.2.1').pipe(filter(isSuccess))).toEqualTypeOf<Observable<EchoSuccess>>();
});

test('the operators keep the types', () => {
  const tagged = ping({ target: '192.0.2.1', tag: 'tag' });
  expectTypeOf(tagged.pipe(throwIfFailed())).toEqualTypeOf<Observable<EchoSuccess<'tag'> | EchoRemoved<'tag'>>>();
  expectTypeOf(probe('192.0.2.1').pipe(throwIfFailed())).toEqualTypeOf<Observable<EchoSuccess>>();
  const { signal } = new AbortController();
  expectTypeOf(tagged.pipe(takeUntilAborted(signal))).toEqualTypeOf<typeof tagged>();
});

test('what is emitted survives JSON', () => {
  expectTypeOf<EchoReply>().toExtend<Json<EchoReply>>();
  expectTypeOf<Json<EchoReply>>().toExtend<EchoReply>();
  expectTypeOf<Hop>().toExtend<Json<Hop>>();
  expectTypeOf<Json<Hop>>().toExtend<Hop>();
  expectTypeOf<MtuStep>().toExtend<Json<MtuStep>>();
  expectTypeOf<Json<MtuStep>>().toExtend<MtuStep>();
  expectTypeOf<HopStatistics>().toExtend<Json<HopStatistics>>();
});

/** Each status once, so that a status that is added here or forgotten there is an error of the compiler. */
function inWords(reply: EchoReply): string {
  switch (reply.status) {
    case 'success':
      return `${reply.size} bytes after ${reply.rtt} ms from ${reply.responder}`;
    case 'late':
    case 'duplicate':
      return `again after ${reply.rtt} ms from ${reply.responder}`;
    case 'timed-out':
      return `silence of ${reply.destination}`;
    case 'not-sent':
    case 'not-resolved':
      return `${reply.errorText} (${reply.errorCode})`;
    case 'skipped':
      return `${reply.missed} left out`;
    case 'removed':
      return `gone after ${reply.sequence}`;
    case 'destination-net-unreachable':
    case 'destination-host-unreachable':
    case 'destination-protocol-unreachable':
    case 'destination-port-unreachable':
    case 'destination-prohibited':
    case 'destination-scope-mismatch':
    case 'destination-unreachable':
    case 'packet-too-big':
    case 'ttl-expired-in-transit':
    case 'ttl-expired-in-reassembly':
    case 'time-exceeded':
    case 'parameter-problem':
    case 'bad-route':
    case 'bad-option':
    case 'source-quench':
    case 'unrecognized-next-header':
    case 'bad-header':
    case 'unknown':
      return `${reply.responder} refused`;
  }
}

test('a switch may name every status', () => {
  expectTypeOf(inWords).parameter(0).toEqualTypeOf<EchoReply>();
  expectTypeOf<EchoRemoved>().toExtend<EchoReply>();
  expectTypeOf<EchoRemoved>().not.toExtend<EchoOutcome>();
  expectTypeOf<Extract<EchoOutcome, { readonly status: 'removed' }>>().toBeNever();
  expectTypeOf<EchoUnsent['errorText']>().toEqualTypeOf<string>();
  expectTypeOf<EchoReply['errorText']>().toEqualTypeOf<string | null>();
  expectTypeOf<ReachState>().toEqualTypeOf<'unknown' | 'up' | 'down' | 'removed'>();
  expectTypeOf<LevelState>().toEqualTypeOf<'unknown' | 'normal' | 'raised' | 'removed'>();
});

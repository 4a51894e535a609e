import { type EchoReply, ping, reachability } from 'rxicmp';
import { collectMetrics, type Metrics } from 'rxicmp/metrics';
import { expectTypeOf, test } from 'vitest';

test('record changes no type', () => {
  const stream = ping({ target: '192.0.2.1', tag: { site: 'a' } });
  expectTypeOf(stream.pipe(collectMetrics().record())).toEqualTypeOf<typeof stream>();
  const states = stream.pipe(reachability());
  expectTypeOf(states.pipe(collectMetrics().recordTransitions())).toEqualTypeOf<typeof states>();
});

test('labels see the tag, and only replies with such a tag are recorded then', () => {
  const metrics = collectMetrics({
    labels: ({ target, tag }: EchoReply<{ site: string }>) => ({ target, site: tag.site }),
  });
  expectTypeOf(metrics).toEqualTypeOf<Metrics<EchoReply<{ site: string }>>>();
  ping({ target: '192.0.2.1', tag: { site: 'a' } }).pipe(metrics.record());
  // @ts-expect-error there is no tag.
  ping('192.0.2.1').pipe(metrics.record());
});

test('labels are text', () => {
  // @ts-expect-error a number is none.
  collectMetrics({ labels: ({ sequence }) => ({ sequence }) });
});

test('chunks are read one after the other', () => {
  expectTypeOf(collectMetrics().expose().chunks).toEqualTypeOf<AsyncIterable<Uint8Array>>();
});

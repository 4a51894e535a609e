import { type EchoReply, ping, reachability } from 'rxicmp';
import { ndjsonSink } from 'rxicmp/ndjson';
import { recordTo, type Sink } from 'rxicmp/sinks';
import { sqliteSink } from 'rxicmp/sqlite';
import { expectTypeOf, test } from 'vitest';

const stream = ping({ target: '192.0.2.1', tag: { site: 'a' } });

test('recordTo changes no type', () => {
  const file = ndjsonSink('a.ndjson');
  expectTypeOf(stream.pipe(recordTo(file))).toEqualTypeOf<typeof stream>();
  expectTypeOf(stream.pipe(recordTo(ndjsonSink('a.ndjson'), { batch: 1 }))).toEqualTypeOf<typeof stream>();
  expectTypeOf(stream.pipe(recordTo(sqliteSink('a.db')))).toEqualTypeOf<typeof stream>();
  const states = stream.pipe(reachability());
  expectTypeOf(states.pipe(recordTo(file))).toEqualTypeOf<typeof states>();
});

test('a sink takes what it is for', () => {
  const sites: Sink<EchoReply<{ readonly site: string }>> = { write: async () => {}, close: async () => {} };
  expectTypeOf(stream.pipe(recordTo(sites))).toEqualTypeOf<typeof stream>();
  // @ts-expect-error there is no tag.
  ping('192.0.2.1').pipe(recordTo(sites));
  stream.pipe(
    recordTo(sqliteSink('a.db', { row: ({ tag }: EchoReply<{ readonly site: string }>) => ({ site: tag.site }) })),
  );
});

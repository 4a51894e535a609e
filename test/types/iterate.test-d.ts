import { Readable } from 'node:stream';
import { firstValueFrom, NEVER } from 'rxjs';
import { iterate, ping, takeUntilAborted, type EchoReply, type IterateOptions, type StreamIterator } from 'rxicmp';
import { expectTypeOf, test } from 'vitest';

const replies = ping({ target: 'a', tag: 7 });

test('iterate keeps the type of the values', async () => {
  expectTypeOf(iterate(replies)).toEqualTypeOf<StreamIterator<EchoReply<7>>>();
  for await (const reply of iterate(replies)) expectTypeOf(reply).toEqualTypeOf<EchoReply<7>>();
  await using values = iterate(replies, { buffer: Infinity, overflow: 'drop-oldest' });
  expectTypeOf(values.dropped).toEqualTypeOf<number>();
  expectTypeOf(values).toExtend<AsyncIterable<EchoReply<7>>>();
  expectTypeOf(Readable.from).toBeCallableWith(values);
  expectTypeOf<IterateOptions['overflow']>().toEqualTypeOf<'error' | 'drop-oldest' | undefined>();
  // @ts-expect-error no stream
  iterate([1]);
  // @ts-expect-error no such overflow
  iterate(replies, { overflow: 'block' });
});

test('takeUntilAborted takes signals and keeps the type', () => {
  const stream = replies.pipe(takeUntilAborted(AbortSignal.timeout(5), { reject: true }));
  expectTypeOf(stream).toEqualTypeOf<typeof replies>();
  expectTypeOf(firstValueFrom(stream)).resolves.toEqualTypeOf<EchoReply<7>>();
  // @ts-expect-error the controller is not the signal
  NEVER.pipe(takeUntilAborted(new AbortController()));
});

import { Readable } from 'node:stream';
import fc from 'fast-check';
import { iterate, ping, type IterateOptions } from 'rxicmp';
import { SimulatedNetwork } from 'rxicmp/testing';
import { EMPTY, from, NEVER, Observable, of, Subject, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';

const boom = new Error('boom');

/** A stream that a test feeds, and that knows whether it has a subscriber. */
function source<T>(): Subject<T> {
  return new Subject<T>();
}

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const read: T[] = [];
  for await (const value of values) read.push(value);
  return read;
}

/** Converts as the `Observable.from` of web platforms does: a pull after each value, `return` when the subscriber leaves. */
function nativeFrom<T>(values: AsyncIterable<T>, next: (value: T) => void): { abort(): Promise<unknown> } {
  const iterator = values[Symbol.asyncIterator]();
  let left = false;
  const pull = async (): Promise<void> => {
    const { done, value } = (await iterator.next()) as IteratorResult<T, undefined>;
    if (done === true || left) return;
    next(value);
    await pull();
  };
  void pull();
  return {
    abort: () => {
      left = true;
      return iterator.return!();
    },
  };
}

describe('iterate', () => {
  it.each<[string, Observable<number>, number[]]>([
    ['nothing', EMPTY, []],
    ['one', of(1), [1]],
    ['many at once', from([1, 2, 3]), [1, 2, 3]],
  ])('reads %s', async (_name, stream, expected) => {
    expect(await all(iterate(stream))).toEqual(expected);
  });

  it('subscribes when it is asked, once, and unsubscribes on break', async () => {
    const stream = source<number>();
    const values = iterate(stream);
    expect(stream.observed).toBe(false);
    const read: number[] = [];
    const loop = (async () => {
      for await (const value of values) {
        read.push(value);
        if (value === 2) break;
      }
    })();
    expect(stream.observed).toBe(true);
    for (const value of [0, 1, 2, 3]) stream.next(value);
    await loop;
    expect([read, stream.observed]).toEqual([[0, 1, 2], false]);
    // Like a generator, it has ended.
    expect(await all(values)).toEqual([]);
  });

  it('unsubscribes when the body of a loop throws, and at the end of its block', async () => {
    const stream = source<number>();
    const loop = (async () => {
      for await (const value of iterate(stream)) throw new Error(String(value));
    })();
    stream.next(7);
    await expect(loop).rejects.toThrow('7');
    expect(stream.observed).toBe(false);

    const values = iterate(stream);
    const waiting = values.next();
    expect(stream.observed).toBe(true);
    await values[Symbol.asyncDispose]();
    expect(stream.observed).toBe(false);
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  it('never subscribes when it was left before', async () => {
    const stream = source<number>();
    const values = iterate(stream);
    await values.return();
    expect(await values.next()).toEqual({ done: true, value: undefined });
    expect(stream.observed).toBe(false);
  });

  it('tells an error after the values before it, once', async () => {
    const stream = source<number>();
    const values = iterate(stream);
    const first = values.next();
    stream.next(1);
    stream.next(2);
    stream.error(boom);
    expect(await first).toEqual({ done: false, value: 1 });
    expect(await values.next()).toEqual({ done: false, value: 2 });
    await expect(values.next()).rejects.toBe(boom);
    expect(await values.next()).toEqual({ done: true, value: undefined });
    await expect(all(iterate(throwError(() => boom)))).rejects.toBe(boom);
  });

  it('fails when more values wait than may, after those', async () => {
    const stream = source<number>();
    const values = iterate(stream, { buffer: 2 });
    const first = values.next();
    for (const value of [1, 2, 3]) stream.next(value);
    expect(stream.observed).toBe(true);
    stream.next(4);
    expect(stream.observed).toBe(false);
    expect([await first, await values.next(), await values.next()].map(({ value }) => value as number)).toEqual([
      1, 2, 3,
    ]);
    await expect(values.next()).rejects.toMatchObject({
      code: 'ERR_ICMP_OVERFLOW',
      message: "More than 2 values wait to be read. Fix: read faster, raise buffer, or set overflow to 'drop-oldest'.",
    });
    expect(values.dropped).toBe(0);
  });

  it('drops the oldest when it shall, and counts them', async () => {
    const stream = source<number>();
    const values = iterate(stream, { buffer: 2, overflow: 'drop-oldest' });
    const first = values.next();
    for (const value of [1, 2, 3, 4, 5]) stream.next(value);
    stream.complete();
    expect(await first).toEqual({ done: false, value: 1 });
    expect(await all(values)).toEqual([4, 5]);
    expect(values.dropped).toBe(2);
  });

  it('stops a stream that brings everything at once', async () => {
    function* endless(): Generator<number, void> {
      for (let i = 0; ; i++) yield i;
    }
    const values = iterate(from(endless()), { buffer: 3 });
    const read: number[] = [];
    const loop = (async () => {
      for await (const value of values) read.push(value);
    })();
    await expect(loop).rejects.toMatchObject({ code: 'ERR_ICMP_OVERFLOW' });
    expect(read).toEqual([0, 1, 2, 3]);
  });

  it('serves those who ask at the same time in their order', async () => {
    const stream = source<number>();
    const values = iterate(stream);
    const asked = Promise.all([values.next(), values.next(), values.next()]);
    stream.next(1);
    stream.next(2);
    stream.complete();
    expect((await asked).map(({ value }) => value as number | undefined)).toEqual([1, 2, undefined]);
  });

  it('is what a queue says, whatever comes in which order', async () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.constant<'next' | 'read'>('next') },
      { weight: 2, arbitrary: fc.constant<'next' | 'read'>('read') },
    );
    const dropping = fc.boolean();
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        fc.integer({ min: 1, max: 5 }),
        dropping,
        async (steps, buffer, drops) => {
          const stream = source<number>();
          const values = iterate(stream, { buffer, overflow: drops ? 'drop-oldest' : 'error' });
          const reads = [values.next()];
          let [waiting, failed, unread, dropped] = [[] as number[], false, 1, 0];
          const expected: (number | 'ERR_ICMP_OVERFLOW' | undefined)[] = [];
          steps.forEach((what, i) => {
            if (what === 'read') {
              reads.push(values.next());
              if (waiting.length > 0) expected.push(waiting.shift()!);
              else unread++;
              return;
            }
            stream.next(i);
            if (failed) return;
            if (unread > 0) {
              unread--;
              expected.push(i);
            } else if (waiting.length < buffer) waiting.push(i);
            else if (drops) {
              waiting = [...waiting.slice(1), i];
              dropped++;
            } else failed = true;
          });
          stream.complete();
          // The first caller that asks for a value which will never come gets the error.
          const missing = reads.length - expected.length;
          expected.push(
            ...Array.from({ length: missing }, (_, i) => (failed && i === 0 ? 'ERR_ICMP_OVERFLOW' : undefined)),
          );
          const got = await Promise.all(
            reads.map((read) =>
              read.then(
                ({ value }) => value as number,
                ({ code }: { code: string }) => code,
              ),
            ),
          );
          expect(got).toEqual(expected);
          expect(values.dropped).toBe(dropped);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is read by Readable.from, and left when that is destroyed', async () => {
    expect(await Readable.from(iterate(of(1, 2, 3))).toArray()).toEqual([1, 2, 3]);
    const stream = source<number>();
    const readable = Readable.from(iterate(stream));
    readable.read();
    await new Promise(setImmediate);
    expect(stream.observed).toBe(true);
    readable.destroy();
    await new Promise((resolve) => readable.once('close', resolve));
    expect(stream.observed).toBe(false);
  });

  it('is read by a native Observable, and left with its subscriber', async () => {
    const stream = source<number>();
    const read: number[] = [];
    const subscription = nativeFrom(iterate(stream), (value) => read.push(value));
    stream.next(1);
    stream.next(2);
    await new Promise(setImmediate);
    expect(read).toEqual([1, 2]);
    await subscription.abort();
    expect(stream.observed).toBe(false);
  });

  it('closes the handle of a series', async () => {
    const driver = new SimulatedNetwork({ hosts: [{ address: '192.0.2.1' }] });
    for await (const { sequence } of iterate(ping('192.0.2.1', { driver, interval: 1 }))) if (sequence >= 2) break;
    expect(driver.counters()).toMatchObject({ handles: 0, outstanding: 0 });
  });

  it.each<[unknown, unknown, string, string]>([
    [NEVER, { buffer: 0 }, 'buffer', 'an integer of at least 1, or Infinity'],
    [NEVER, { buffer: 1.5 }, 'buffer', 'an integer of at least 1, or Infinity'],
    [NEVER, { overflow: 'drop' }, 'overflow', "'error' or 'drop-oldest'"],
    [NEVER, { size: 5 }, 'size', 'one of buffer, overflow'],
    [NEVER, null, 'options', 'an object'],
    [undefined, {}, 'stream', 'an Observable'],
    [[1], {}, 'stream', 'an Observable'],
  ])('%# throws', (stream, options, argument, expected) => {
    expect(() => iterate(stream as typeof NEVER, options as IterateOptions)).toThrow(
      expect.objectContaining({ code: 'ERR_ICMP_ARGUMENT', argument, expected }) as Error,
    );
  });
});

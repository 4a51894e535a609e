import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { IcmpArgumentError } from 'rxicmp';
import { type Loss, recordTo, type RecordOptions, type Sink } from 'rxicmp/sinks';
import { concat, config, defer, EMPTY, from, lastValueFrom, NEVER, of, range, throwError, timer, toArray } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { inVirtualTime } from '../observables/virtual.ts';
import { itIsAnOperator } from '../operators/operatorContract.ts';
import { memorySink } from './memorySink.ts';

const busy = new Error('the sink is busy');
const fails = (): never => {
  throw busy;
};

/** Records what a diagram emits. @returns what was lost, and when. */
function recorded(
  source: string,
  sink: Sink<string>,
  options: RecordOptions,
  expected: string,
  unsubscription?: string,
): (Loss & { at: number })[] {
  const losses: (Loss & { at: number })[] = [];
  inVirtualTime((scheduler, { hot, expectObservable }) => {
    const onLoss = (loss: Loss): void => void losses.push({ ...loss, at: scheduler.now() });
    expectObservable(hot(source).pipe(recordTo(sink, { onLoss, ...options })), unsubscription).toBe(expected);
  });
  return losses;
}

describe('recordTo', () => {
  itIsAnOperator(recordTo(memorySink<string>()), ['a', 'b']);

  it('passes values at once, and writes them in batches: when one is full, and when time has passed', () => {
    const sink = memorySink<string>(() => timer(3));
    recorded('a--b--c--------d--|', sink, { batch: 2, every: 5 }, 'a--b--c--------d-----|');
    expect(sink.calls).toEqual(['ab', 'c', 'd', 'close']);
  });

  it('writes one batch at a time', () => {
    const written: string[] = [];
    inVirtualTime((scheduler, { hot, expectObservable }) => {
      const sink: Sink<string> = {
        write: (batch) =>
          concat(
            defer(() => {
              written.push(`${scheduler.now()} begins ${batch.join('')}`);
              return timer(10);
            }),
            defer(() => {
              written.push(`${scheduler.now()} ends`);
              return EMPTY;
            }),
          ),
        close: () => EMPTY,
      };
      const stream = hot('abcdefg|').pipe(recordTo(sink, { batch: 3 }));
      expectObservable(stream).toBe('abcdefg 25ms |');
    });
    expect(written).toEqual(['2 begins abc', '12 ends', '12 begins def', '22 ends', '22 begins g', '32 ends']);
  });

  it('takes promises and other streams from a sink', async () => {
    const sink = memorySink<number>((call) => [Promise.resolve(), [], of(1)][call % 3]!);
    expect(await lastValueFrom(range(0, 10).pipe(recordTo(sink, { batch: 1 }), toArray()))).toHaveLength(10);
    expect(sink.kept).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(sink.calls.at(-1)).toBe('close');
  });

  it('has no stack that grows with the batches of a sink that is done at once', async () => {
    const sink = memorySink<number>();
    await lastValueFrom(range(0, 100_000).pipe(recordTo(sink, { batch: 1, buffer: Infinity })));
    const waits = memorySink<number>((call) => (call === 0 ? timer(10) : EMPTY));
    await lastValueFrom(range(0, 100_000).pipe(recordTo(waits, { batch: 1, buffer: Infinity })));
    expect([sink.kept.length, waits.kept.length]).toEqual([100_000, 100_000]);
  });

  it('writes what waits, and closes the sink, when its source ends, fails or is left', () => {
    for (const [source, expected, unsubscription] of [
      ['a-b-|', 'a-b-|', undefined],
      ['a-b-#', 'a-b-#', undefined],
      ['a-b---', 'a-b--', '----!'],
    ] as const) {
      const sink = memorySink<string>();
      recorded(source, sink, { every: 100 }, expected, unsubscription);
      expect(sink.calls).toEqual(['ab', 'close']);
    }
  });

  it('may be subscribed to again: the sink is open again', async () => {
    const sink = memorySink<number>();
    const stream = of(1, 2).pipe(recordTo(sink));
    await lastValueFrom(stream);
    await lastValueFrom(stream);
    expect(sink.calls).toEqual(['12', 'close', '12', 'close']);
  });
});

describe('a sink that fails', () => {
  it('is tried again with the same batch, each time after four times as long', () => {
    const sink = memorySink<string>((call) => (call < 3 ? fails() : EMPTY));
    const losses = recorded('a-|', sink, { batch: 1 }, 'a 2099ms |');
    expect(sink.calls).toEqual(['a', 'a', 'a', 'a', 'close']);
    expect(losses).toEqual([]);
  });

  it('loses its batch after so many retries, which is told; the stream goes on', () => {
    const sink = memorySink<string>((_call, [first]) => (first === 'a' ? throwError(() => busy) : EMPTY));
    const losses = recorded('ab 500ms cd---|', sink, { batch: 2, retries: 1 }, 'ab 500ms cd---|');
    expect(sink.calls).toEqual(['ab', 'ab', 'cd', 'close']);
    expect(losses).toEqual([{ at: 101, count: 2, total: 2, error: busy }]);
  });

  it('is tried without delay in halves when it says that a value can never be written', () => {
    const never = new IcmpArgumentError('value', 'c', 'no c', 'leave it out.');
    const sink = memorySink<string>((_call, batch) => {
      if (batch.includes('c') || batch.includes('f')) throw never;
      return EMPTY;
    });
    const losses = recorded('(abcdefgh)-|', sink, { batch: 8 }, '(abcdefgh)-|');
    expect(sink.kept.join('')).toBe('abdegh');
    expect(losses).toEqual([{ at: 0, count: 2, total: 2, error: never }]);
  });

  it('that takes too long has failed', () => {
    const sink = memorySink<string>((call) => (call === 0 ? NEVER : EMPTY));
    const losses = recorded('a-|', sink, { batch: 1, timeout: 50, retries: 0 }, 'a 49ms |');
    expect(losses).toMatchObject([{ at: 50, count: 1, error: { name: 'TimeoutError' } }]);
  });

  it('holds up no end for long: what waits behind a batch that is lost then is lost with it', () => {
    const sink = memorySink<string>(fails);
    const losses = recorded('(abcdefgh)-|', sink, { batch: 2, retries: 1 }, '(abcdefgh) 90ms |');
    expect(sink.calls).toEqual(['ab', 'ab', 'close']);
    expect(losses).toEqual([{ at: 100, count: 8, total: 8, error: busy }]);
  });

  it('may fail to close, which is told too', () => {
    const sink = { ...memorySink<string>(), close: fails };
    expect(recorded('a-|', sink, {}, 'a-|')).toEqual([{ at: 2, count: 0, total: 0, error: busy }]);
  });
});

describe('a sink that is too slow', () => {
  it('loses the oldest of those that wait, which is told once in each `every`, and at the end', () => {
    const sink = memorySink<string>((call) => (call === 0 ? timer(20) : EMPTY));
    const losses = recorded('abcdefg---|', sink, { batch: 1, buffer: 2, every: 4 }, 'abcdefg 13ms |');
    expect(sink.kept.join('')).toBe('afg');
    expect(losses).toEqual([{ at: 7, count: 4, total: 4, error: null }]);
  });

  it('tells what it has lost when the recording ends', () => {
    const sink = memorySink<string>(() => timer(2));
    const losses = recorded('(abc)|', sink, { batch: 1, buffer: 1, every: 1000 }, '(abc)|');
    expect(losses).toMatchObject([{ count: 1, total: 1, error: null }]);
  });
});

describe('a loss', () => {
  afterEach(() => {
    config.onUnhandledError = null;
  });

  it('is told on the channel rxicmp:loss too', async () => {
    const told: unknown[] = [];
    const listen = (message: unknown): void => void told.push(message);
    subscribe('rxicmp:loss', listen);
    await lastValueFrom(of(1, 2, 3).pipe(recordTo(memorySink<number>(fails), { retries: 0 })));
    unsubscribe('rxicmp:loss', listen);
    expect(told).toEqual([{ count: 3, total: 3, error: busy }]);
  });

  it('is told to a function that may throw: the recording goes on', async () => {
    const unhandled: unknown[] = [];
    config.onUnhandledError = (error) => unhandled.push(error);
    const sink = memorySink<number>((call) => (call === 0 ? fails() : EMPTY));
    const onLoss = () => {
      throw new Error('onLoss');
    };
    await lastValueFrom(from([1, 2]).pipe(recordTo(sink, { batch: 1, retries: 0, onLoss })));
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(sink.kept).toEqual([2]);
    expect(unhandled).toEqual([new Error('onLoss')]);
  });
});

describe('wrong arguments', () => {
  const sink = memorySink<number>();
  it.each([
    [null, {}, 'sink'],
    [{ write: () => EMPTY }, {}, 'sink'],
    [sink, { bach: 1 }, 'bach'],
    [sink, { batch: 0 }, 'batch'],
    [sink, { every: 0 }, 'every'],
    [sink, { buffer: 1.5 }, 'buffer'],
    [sink, { buffer: 10, batch: 20 }, 'buffer'],
    [sink, { retries: -1 }, 'retries'],
    [sink, { timeout: Infinity }, 'timeout'],
    [sink, { onLoss: 'console.log' }, 'onLoss'],
  ])('%o %o', async (given, options, argument) => {
    const stream = of(1).pipe(recordTo(given as Sink<number>, options as RecordOptions));
    await expect(lastValueFrom(stream)).rejects.toMatchObject({ code: 'ERR_ICMP_ARGUMENT', argument });
  });
});

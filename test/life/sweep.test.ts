import { addresses, isOutcome, ping, probeEach, sweep, sweepEvery, type EchoOutcome } from 'rxicmp';
import { selectDriver } from 'rxicmp/icmpapi';
import { config, filter, from, map, of, take, type Observable } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { pendingWithoutSocket } from '../canPing.ts';

/** Far longer than an answer of this machine takes, however busy it is: so a probe that times out is really lost. */
const timeout = 25_000;
const fast = { rate: Infinity, timeout };

const drive = () => selectDriver().counters();
const nothingLeft = { handles: 0, outstanding: 0 };

function collect<T>(stream: Observable<T>): Promise<T[]> {
  return new Promise((resolve, reject) => {
    const values: T[] = [];
    stream.subscribe({ next: (value) => values.push(value), error: reject, complete: () => resolve(values) });
  });
}

const succeeded = ({ status }: EchoOutcome<unknown>) => status === 'success';

describe.skipIf(pendingWithoutSocket !== '')(`sweeps of this machine${pendingWithoutSocket}`, () => {
  it.each([1000, 65_536])(
    'has an answer of each of 65,536 addresses, with a window of %i',
    async (concurrent) => {
      const replies = await collect(sweep('127.1.0.0/16', { ...fast, concurrent }));
      expect(replies.filter(succeeded)).toHaveLength(65_536);
      expect(new Set(replies.map(({ destination }) => destination)).size).toBe(65_536);
      expect(drive()).toMatchObject(nothingLeft);
    },
    120_000,
  );

  it('has them of an Observable too, with tags, retries and unlimited', async () => {
    const targets = from(addresses('127.2.0.0/19')).pipe(map((target, tag) => ({ target, tag })));
    const replies = await collect(targets.pipe(probeEach({ ...fast, concurrent: Infinity, retry: 2 })));
    expect(replies.filter(succeeded)).toHaveLength(8192);
    expect(replies.map(({ tag }) => tag).sort((a, b) => a - b)).toEqual(Array.from({ length: 8192 }, (_, n) => n));
    expect(drive()).toMatchObject(nothingLeft);
  }, 60_000);

  it('keeps its rate although the event loop is blocked', async () => {
    const sweeping = collect(sweep('127.3.0.0-127.3.0.199', { rate: 500, timeout }));
    // 40 ms of every 60, as a busy program does.
    const blocking = setInterval(() => {
      const start = performance.now();
      while (performance.now() - start < 40);
    }, 20);
    const replies = await sweeping;
    clearInterval(blocking);
    expect(replies.filter(succeeded)).toHaveLength(200);
    const sent = replies.map(({ sentAt }) => sentAt).sort((a, b) => a - b);
    // 199 slots of 2 ms.
    expect(sent.at(-1)! - sent[0]!).toBeGreaterThan(390);
  });

  it('sweeps again and again', async () => {
    const targets = [...addresses('127.4.0.0/24')];
    const replies = await collect(of(targets).pipe(sweepEvery(200, { ...fast, rounds: 3, timeout: 5000 })));
    expect(replies.filter(({ status }) => status === 'success').length + skipped(replies)).toBe(768);
    for (const target of targets.slice(0, 5)) {
      const numbers = replies.filter((reply) => reply.target === target).map(({ sequence }) => sequence);
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }
    expect(drive()).toMatchObject(nothingLeft);
  });

  function skipped(replies: readonly { readonly missed: number }[]): number {
    return replies.reduce((sum, { missed }) => sum + missed, 0);
  }
});

describe.skipIf(pendingWithoutSocket !== '')(`what a sweep leaves behind${pendingWithoutSocket}`, () => {
  const { onUnhandledError } = config;
  afterEach(() => {
    config.onUnhandledError = onUnhandledError;
  });

  it('is nothing when the subscriber leaves from within next', async () => {
    const first = await collect(sweep('127.5.0.0/16', fast).pipe(take(100)));
    expect(first).toHaveLength(100);
    expect(drive()).toMatchObject(nothingLeft);
  });

  it('is nothing when the subscriber leaves at once, or a moment later', async () => {
    for (const delay of [0, 1, 20]) {
      const subscriptions = Array.from({ length: 20 }, () => sweep('127.5.0.0/20', fast).subscribe());
      await new Promise((resolve) => setTimeout(resolve, delay));
      for (const subscription of subscriptions) subscription.unsubscribe();
      expect(drive()).toMatchObject(nothingLeft);
    }
  });

  it('is nothing when the consumer throws', async () => {
    config.onUnhandledError = vi.fn();
    await new Promise<void>((resolve, reject) => {
      sweep('127.6.0.0/22', fast).subscribe({
        next: () => {
          throw new Error('consumer');
        },
        error: reject,
        complete: resolve,
      });
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(config.onUnhandledError).toHaveBeenCalledTimes(1024);
    expect(drive()).toMatchObject(nothingLeft);
  });

  it('is nothing when the consumer is slow, and no answer is lost', async () => {
    const slow = sweep('127.7.0.0/20', fast).pipe(
      map((reply) => {
        const start = performance.now();
        while (performance.now() - start < 0.1);
        return reply;
      }),
    );
    expect((await collect(slow)).filter(succeeded)).toHaveLength(4096);
    expect(drive()).toMatchObject(nothingLeft);
  });

  it('is nothing when beats are withdrawn, targets leave and rounds are left in the middle', async () => {
    const lists = of(addresses('127.8.0.0/22'), addresses('127.8.2.0/23'), ['127.8.2.1']);
    const replies = await collect(
      lists.pipe(sweepEvery(50, { ...fast, phase: 'aligned', retry: 1 }), filter(isOutcome), take(3)),
    );
    expect(new Set(replies.map(({ target }) => target))).toEqual(new Set(['127.8.2.1']));
    expect(drive()).toMatchObject(nothingLeft);
    const series = ping('127.0.0.1', { interval: 1, retry: 3, lateWindow: 1000 });
    expect(await collect(series.pipe(take(20)))).toHaveLength(20);
    expect(drive()).toMatchObject(nothingLeft);
  });
});

import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type EchoCompletion,
  echoRequest,
  type EchoRequest,
  type IcmpDriver,
  type IcmpHandle,
  IP_FLAG_DF,
  IpStatus4,
  selectDriver,
} from 'rxicmp/icmpapi';
import { loopback } from '../../../src/testing/conformance/loopback.ts';
import { pendingWithoutSocket } from '../../canPing.ts';

const silent = pendingWithoutSocket === '' ? (await loopback(selectDriver('addon'), 4)).silent : undefined;

// Requests that a callback sends wait together until the callbacks of its batch have run.
describe.skipIf(pendingWithoutSocket !== '')('requests that a callback sends', () => {
  let driver: IcmpDriver;
  let handle: IcmpHandle;

  beforeEach(() => {
    driver = selectDriver('addon');
    handle = driver.createFile(4);
  });

  afterEach(() => {
    driver.closeHandle(handle);
    expect(driver.counters().outstanding).toBe(0);
  });

  /** Runs something in the callback of a request. */
  const inCallback = <T>(run: () => T): Promise<T> =>
    new Promise((resolve, reject) => {
      driver.sendEcho2Ex(handle, echoRequest('127.0.0.1'), () => {
        try {
          resolve(run());
        } catch (error) {
          reject(error as Error);
        }
      });
    });

  const send = (options: Partial<EchoRequest> = {}): Promise<EchoCompletion> =>
    new Promise((resolve) => driver.sendEcho2Ex(handle, echoRequest('127.0.0.1', options), resolve));

  it.each([1, 64, 65, 200])('all leave, %i of them, each as it was asked for', async (count) => {
    const sizes = Array.from({ length: count }, (_, i) => i);
    const sent = await inCallback(() => sizes.map((data) => send({ data, ttl: data % 2 === 0 ? 7 : null })));
    const completions = await Promise.all(sent);
    expect(completions.map(({ status }) => status)).toEqual(sizes.map(() => 0));
    expect(completions.map(({ dataSize }) => dataSize)).toEqual(sizes);
  });

  it('leave in the order in which they were sent, also where some have to be told at once', async () => {
    const unlike: Partial<EchoRequest>[] = [{}, { data: new Uint8Array(3) }, {}, {}, { flags: IP_FLAG_DF }, {}];
    const sent = await inCallback(() => unlike.map((options) => send(options)));
    const times = (await Promise.all(sent)).map(({ sentAt }) => sentAt);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
  });

  it('leave beside those that have a time of their own', async () => {
    const sent = await inCallback(() => {
      const soon = driver.now() + 5;
      return [null, soon, null, soon, null].map((notBefore, data) => send({ notBefore, data }));
    });
    const completions = await Promise.all(sent);
    expect(completions.map(({ status, dataSize }) => [status, dataSize])).toEqual([0, 1, 2, 3, 4].map((i) => [0, i]));
  });

  it('may be cancelled at once, and by later callbacks', async () => {
    const seen: number[] = [];
    const others = await inCallback(() => {
      const pending = Array.from({ length: 100 }, (_, i) =>
        driver.sendEcho2Ex(handle, echoRequest('127.0.0.1'), () => seen.push(i)),
      );
      for (const [i, one] of pending.entries()) if (i % 3 !== 0) one.cancel();
      return [send(), send()];
    });
    await Promise.all(others);
    await send();
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 34 }, (_, i) => i * 3));
  });

  it.skipIf(silent === undefined)('are gone from the engine when they were cancelled at once', async () => {
    for (let timeout = 100, inTime = false; !inTime; timeout *= 2) {
      const { timedOut } = driver.counters();
      const request = echoRequest(silent!, { timeout });
      const later = await inCallback(() => {
        const cancelled = driver.sendEcho2Ex(handle, request, () => undefined);
        // It leaves after the cancelled one: when it times out, so has the cancelled one, if the engine still has it.
        const other = new Promise<EchoCompletion>((resolve) => driver.sendEcho2Ex(handle, request, resolve));
        const start = driver.now();
        cancelled.cancel();
        // Else this thread had to wait for a processor so long that the time-out may have come first.
        inTime = driver.now() - start < timeout;
        return other;
      });
      expect(later.status).toBe(IpStatus4.IP_REQ_TIMED_OUT);
      if (inTime) expect(driver.counters().timedOut - timedOut).toBe(1);
    }
  });

  it('end without an outcome when their handle is closed at once', async () => {
    let seen = 0;
    const after = await inCallback(() => {
      const other = driver.createFile(4);
      const before = send();
      for (let i = 0; i < 70; i++) driver.sendEcho2Ex(other, echoRequest('127.0.0.1'), () => seen++);
      driver.closeHandle(other);
      return [before, send()];
    });
    expect(await Promise.all(after)).toMatchObject([{ status: 0 }, { status: 0 }]);
    await send();
    expect(seen).toBe(0);
  });

  it('leave although the callback makes a call that blocks, or one that is refused', async () => {
    const sent = await inCallback(() => {
      const all = [send({ data: 1 }), send({ data: 2 })];
      expect(driver.sendEcho2ExSync(handle, echoRequest('127.0.0.1', { data: 3 }))).toMatchObject([{ dataSize: 3 }]);
      all.push(send({ data: 4 }));
      expect(() =>
        driver.sendEcho2Ex(handle, echoRequest('127.0.0.1', { source: '192.0.2.1' }), () => undefined),
      ).toThrow(expect.objectContaining({ argument: 'source' }));
      all.push(send({ data: 5 }));
      return all;
    });
    const sizes = (await Promise.all(sent)).map(({ status, dataSize }) => [status, dataSize]);
    expect(sizes).toEqual([1, 2, 4, 5].map((size) => [0, size]));
  });

  it('come back in the context in which each was sent', async () => {
    const storage = new AsyncLocalStorage<number>();
    const sent = await inCallback(() =>
      Array.from({ length: 70 }, (_, i) =>
        storage.run(i, () => {
          const own = i % 5 === 0 ? driver.createFile(4, true) : handle;
          return new Promise<number | undefined>((resolve) => {
            driver.sendEcho2Ex(own, echoRequest('127.0.0.1'), () => {
              if (own !== handle) driver.closeHandle(own);
              resolve(storage.getStore());
            });
          });
        }),
      ),
    );
    expect(await Promise.all(sent)).toEqual(Array.from({ length: 70 }, (_, i) => i));
  });

  it('leave from every callback of a batch, also when one throws', async () => {
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    const errors: string[] = [];
    process.on('uncaughtException', (error) => errors.push(error.message));
    try {
      const chained = Array.from(
        { length: 30 },
        (_, i) =>
          new Promise<EchoCompletion>((resolve) => {
            driver.sendEcho2Ex(handle, echoRequest('127.0.0.1'), () => {
              driver.sendEcho2Ex(handle, echoRequest('127.0.0.1', { data: i }), resolve);
              if (i % 10 === 0) throw new Error(`thrown by ${i}`);
            });
          }),
      );
      expect((await Promise.all(chained)).map(({ dataSize }) => dataSize)).toEqual(chained.map((_, i) => i));
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      process.removeAllListeners('uncaughtException');
      for (const listener of listeners) process.on('uncaughtException', listener);
    }
    expect(errors.sort()).toEqual(['thrown by 0', 'thrown by 10', 'thrown by 20']);
  });
});

import { ping, takeUntilAborted, type AbortSignalLike } from 'rxicmp';
import { SimulatedNetwork } from 'rxicmp/testing';
import { firstValueFrom, NEVER, type Subscription } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { inVirtualTime, watch } from '../observables/virtual.ts';
import { itIsAnOperator } from './operatorContract.ts';

/** A signal that aborts at a given time, and counts its listeners. */
function aborting(scheduler: TestScheduler, at: number, reason?: unknown) {
  const controller = new AbortController();
  const listeners = new Set<() => void>();
  if (at === 0) controller.abort(reason);
  else if (at < Infinity) scheduler.schedule(() => controller.abort(reason), at);
  const { signal } = controller;
  const watched: AbortSignalLike = {
    get aborted() {
      return signal.aborted;
    },
    get reason() {
      return signal.reason as unknown;
    },
    addEventListener: (type, listener) => {
      listeners.add(listener);
      signal.addEventListener(type, listener);
    },
    removeEventListener: (type, listener) => {
      listeners.delete(listener);
      signal.removeEventListener(type, listener);
    },
  };
  return { signal: watched, listeners };
}

describe('takeUntilAborted', () => {
  itIsAnOperator(takeUntilAborted(new AbortController().signal), [1, 2, 3]);

  it.each([
    ['never', 9, '-', '---------|', '^--------!'],
    ['never, and no abort', Infinity, '-', '-', '^'],
    ['empty', 9, '|', '|', '(^!)'],
    ['one', 9, '--a--|', '--a--|', '^----!'],
    ['many', 9, '---a--b----c--d', '---a--b--|', '^--------!'],
    ['an error', 9, '--a--#', '--a--#', '^----!'],
    ['an error after the abort', 3, '--a--#', '--a|', '^--!'],
  ])('mirrors the source until the signal aborts: %s', (_name, at, marbles, expected, subscription) => {
    inVirtualTime((scheduler, { cold, expectObservable, expectSubscriptions }) => {
      const source = cold(marbles);
      const { signal } = aborting(scheduler, at);
      expectObservable(source.pipe(takeUntilAborted(signal))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subscription);
    });
  });

  it('completes at once when the signal has aborted, and leaves the source alone', () => {
    inVirtualTime((scheduler, { cold, expectObservable, expectSubscriptions }) => {
      const source = cold('--a--b');
      const { signal, listeners } = aborting(scheduler, 0);
      expectObservable(source.pipe(takeUntilAborted(signal))).toBe('|');
      expectSubscriptions(source.subscriptions).toBe([]);
      scheduler.flush();
      expect(listeners.size).toBe(0);
    });
  });

  it.each([
    ['the source completes', '--a|', '^'],
    ['the source fails', '--a#', '^'],
    ['the subscriber leaves', '--a---', '^--!'],
    ['the signal aborts', '--a------', '^'],
  ])('removes its listener when %s', (_name, marbles, subscription) => {
    inVirtualTime((scheduler, { cold, expectObservable }) => {
      const { signal, listeners } = aborting(scheduler, 5);
      const stream = cold(marbles).pipe(takeUntilAborted(signal));
      expectObservable(stream, subscription);
      scheduler.schedule(() => expect(listeners.size).toBe(1), 1);
      scheduler.flush();
      expect(listeners.size).toBe(0);
    });
  });

  it.each([
    ['later', 9, '---a--b--#', '^--------!'],
    ['after the end', 9, '--a|', '^--!'],
    ['before', 0, '#', null],
  ])('fails with the reason when it shall: %s', (_name, at, expected, subscription) => {
    inVirtualTime((scheduler, { cold, expectObservable, expectSubscriptions }) => {
      const reason = new Error('enough');
      const { signal, listeners } = aborting(scheduler, at, reason);
      const source = cold(subscription === '^--!' ? '--a|' : '---a--b----c--d');
      const stream = source.pipe(takeUntilAborted(signal, { reject: true }));
      expectObservable(stream).toBe(expected, undefined, reason);
      expectSubscriptions(source.subscriptions).toBe(subscription ?? []);
      scheduler.flush();
      expect(listeners.size).toBe(0);
    });
  });

  it('lets one signal end some streams with its reason and others without', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const rejected = firstValueFrom(NEVER.pipe(takeUntilAborted(signal, { reject: true })));
    const completed = firstValueFrom(NEVER.pipe(takeUntilAborted(signal)));
    controller.abort();
    await expect(rejected).rejects.toMatchObject({ name: 'AbortError' });
    await expect(completed).rejects.toMatchObject({ name: 'EmptyError' });
  });

  it.each([
    [new AbortController(), {}, 'signal', 'an AbortSignal'],
    [undefined, {}, 'signal', 'an AbortSignal'],
    [null, {}, 'signal', 'an AbortSignal'],
    [new AbortController().signal, { reject: 1 }, 'reject', 'true or false'],
    [new AbortController().signal, { rejects: true }, 'rejects', 'one of reject'],
    [new AbortController().signal, null, 'options', 'an object'],
  ])('%# is an error of the subscription', (signal, options, argument, expected) => {
    const errors: unknown[] = [];
    NEVER.pipe(takeUntilAborted(signal as never, options as never)).subscribe({ error: (e) => errors.push(e) });
    expect(errors).toMatchObject([{ code: 'ERR_ICMP_ARGUMENT', argument, expected }]);
  });

  it('has one listener for all streams of a signal, until the last one ends', () => {
    inVirtualTime((scheduler, { cold, expectObservable }) => {
      const { signal, listeners } = aborting(scheduler, 9);
      for (let i = 0; i < 20; i++) expectObservable(cold('-a-').pipe(takeUntilAborted(signal)), '^--!');
      expectObservable(cold('-a---|').pipe(takeUntilAborted(signal))).toBe('-a---|');
      for (const at of [1, 4]) scheduler.schedule(() => expect(listeners.size).toBe(1), at);
      scheduler.schedule(() => expect(listeners.size).toBe(0), 6);
      // A stream that comes later is ended too.
      scheduler.schedule(() => expectObservable(cold('-').pipe(takeUntilAborted(signal))).toBe('---------|'), 7);
      scheduler.flush();
      expect(listeners.size).toBe(0);
    });
  });

  it('ends all streams of a signal, also those that the end of another one starts or ends', () => {
    const controller = new AbortController();
    const ended: string[] = [];
    const stream = (name: string, onEnd?: () => void): Subscription =>
      NEVER.pipe(takeUntilAborted(controller.signal)).subscribe({
        complete: () => {
          ended.push(name);
          onEnd?.();
        },
      });
    stream('first', () => {
      stream('started by the first');
      left.unsubscribe();
    });
    const left = stream('ended by the first');
    stream('last');
    controller.abort();
    expect(ended).toEqual(['first', 'started by the first', 'last']);
  });

  it('does not look like a leak to Node', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on('warning', onWarning);
    const { signal } = new AbortController();
    const streams = Array.from({ length: 20 }, () => NEVER.pipe(takeUntilAborted(signal)).subscribe());
    await new Promise(setImmediate);
    process.off('warning', onWarning);
    for (const stream of streams) stream.unsubscribe();
    expect(warnings).toEqual([]);
  });

  it('closes the handle of a series', () => {
    inVirtualTime((scheduler) => {
      const driver = new SimulatedNetwork({ hosts: [{ address: '192.0.2.1', latency: 20 }] }, scheduler);
      const { signal } = aborting(scheduler, 150);
      const series = ping('192.0.2.1', { driver, interval: 100 }).pipe(takeUntilAborted(signal));
      const { lines } = watch(series, scheduler);
      scheduler.flush();
      expect(lines).toEqual(['20 0 success', '120 1 success', '150 complete']);
      expect(driver.counters()).toMatchObject({ handles: 0, outstanding: 0 });
    });
  });
});

import { groupByTarget, IcmpArgumentError, type EchoReply } from 'rxicmp';
import { asyncScheduler, map, mergeMap, NEVER, Subject, type Subscription, take } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { inVirtualTime } from '../observables/virtual.ts';
import { success } from './echoReplies.ts';
import { itIsAnOperator } from './operatorContract.ts';

const other = { target: '192.0.2.2' };
const values: Record<string, EchoReply> = { a: success(0, 10), b: success(0, 20, other) };
const failure = new Error('source');

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each([
  ['groupByTarget', {}],
  ['groupByTarget with idle', { idle: 100 }],
])('%s', (_name, options) => {
  itIsAnOperator(groupByTarget(options), [success(0, 10), success(1, 10), success(0, 10, other)]);

  it('emits a group for each target', () => {
    inVirtualTime((_scheduler, { hot, expectObservable, expectSubscriptions }) => {
      const source = hot('--a--b--a-|', values);
      const keys = source.pipe(
        groupByTarget(options),
        map((group) => group.key),
      );
      expectObservable(keys).toBe('--a--b----|', { a: '192.0.2.1', b: '192.0.2.2' });
      expectSubscriptions(source.subscriptions).toBe('^---------!');
    });
  });

  it.each(['--a--b--a-|', '--a--b--a-#'])('passes all on to the groups: %s', (marbles) => {
    inVirtualTime((_scheduler, { hot, expectObservable, expectSubscriptions }) => {
      const source = hot(marbles, values, failure);
      const all = source.pipe(
        groupByTarget(options),
        mergeMap((group) => group),
      );
      expectObservable(all).toBe(marbles, values, failure);
      expectSubscriptions(source.subscriptions).toBe('^---------!');
    });
  });

  it('keeps the source for a group when nobody wants another one, and leaves it with the last', () => {
    inVirtualTime((_scheduler, { hot, expectObservable, expectSubscriptions }) => {
      const source = hot('--a--b--a--a--a-', values);
      const first = source.pipe(
        groupByTarget(options),
        take(1),
        mergeMap((group) => group.pipe(take(3))),
      );
      expectObservable(first).toBe('--a-----a--(a|)', values);
      expectSubscriptions(source.subscriptions).toBe('^----------!');
    });
  });

  it('leaves its source, and no timer behind, when everybody has gone', () => {
    const schedule = vi.spyOn(asyncScheduler, 'schedule');
    const open = (): unknown[] => schedule.mock.results.filter(({ value }) => !(value as Subscription).closed);
    inVirtualTime((scheduler, { hot, expectObservable, expectSubscriptions }) => {
      const source = hot('--a--b--a--a--a-', values);
      const all = source.pipe(
        groupByTarget(options),
        mergeMap((group) => group),
      );
      expectObservable(all, '^------!').toBe('--a--b--', values);
      expectSubscriptions(source.subscriptions).toBe('^------!');
      scheduler.schedule(() => expect(open()).toHaveLength('idle' in options ? 2 : 0), 6);
      scheduler.schedule(() => expect(open()).toEqual([]), 8);
    });
  });
});

describe('groupByTarget with idle', () => {
  it('ends a group when its target falls silent, and opens another one when it is back', () => {
    const lines: string[] = [];
    inVirtualTime((scheduler, { hot, expectSubscriptions }) => {
      const source = hot('--a--b--a----a---------a|', values);
      const tell = (text: string): number => lines.push(`${scheduler.now()} ${text}`);
      source.pipe(groupByTarget({ idle: 7 })).subscribe({
        next: (group) => {
          tell(`${group.key} begins`);
          group.subscribe({ next: () => tell(group.key), complete: () => tell(`${group.key} ends`) });
        },
        complete: () => tell('complete'),
      });
      expectSubscriptions(source.subscriptions).toBe('^-----------------------!');
    });
    expect(lines).toEqual([
      '2 192.0.2.1 begins',
      '2 192.0.2.1',
      '5 192.0.2.2 begins',
      '5 192.0.2.2',
      '8 192.0.2.1',
      '12 192.0.2.2 ends',
      '13 192.0.2.1',
      '20 192.0.2.1 ends',
      '23 192.0.2.1 begins',
      '23 192.0.2.1',
      '24 192.0.2.1 ends',
      '24 complete',
    ]);
  });

  it('ends each group by its own silence, though one was opened while another was emitted', () => {
    inVirtualTime((scheduler) => {
      const source = new Subject<EchoReply>();
      const lines: string[] = [];
      source.pipe(groupByTarget({ idle: 5 })).subscribe((group) => {
        group.subscribe({ complete: () => lines.push(`${scheduler.now()} ${group.key}`) });
        if (group.key === values.a!.target) source.next(values.b!);
      });
      source.next(values.a!);
      scheduler.schedule(() => source.next(values.b!), 3);
      scheduler.flush();
      expect(lines).toEqual(['5 192.0.2.1', '8 192.0.2.2']);
    });
  });

  it.each([
    [null, 'options', 'an object'],
    [{ idel: 5 }, 'idel', 'one of idle'],
    [{ idle: 0 }, 'idle', 'a number of milliseconds above 0, at most 2147483647'],
    [{ idle: 2 ** 31 }, 'idle', 'a number of milliseconds above 0, at most 2147483647'],
    [{ idle: '5' }, 'idle', 'a number of milliseconds above 0, at most 2147483647'],
  ])('rejects %j on subscription', (options, argument, expected) => {
    const errors: unknown[] = [];
    NEVER.pipe(groupByTarget(options as never)).subscribe({ error: (error) => errors.push(error) });
    expect(errors).toEqual([expect.any(IcmpArgumentError)]);
    expect(errors).toMatchObject([{ argument, expected }]);
  });
});

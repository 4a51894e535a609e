import { config, ignoreElements, Observable, type OperatorFunction, Subject, Subscription, take } from 'rxjs';
import { afterEach, expect, it } from 'vitest';
import { inVirtualTime } from '../observables/virtual.ts';

/** The number of emissions after each reply. */
function emissions<T>(operator: OperatorFunction<T, unknown>, replies: readonly T[]): number[] {
  const source = new Subject<T>();
  let count = 0;
  const subscription = source.pipe(operator).subscribe(() => count++);
  const counts = replies.map((reply) => {
    source.next(reply);
    return count;
  });
  subscription.unsubscribe();
  return counts;
}

/**
 * Tests what holds for every operator, whatever it emits.
 *
 * @param replies make it emit at least twice, each time at once.
 */
export function itIsAnOperator<T>(operator: OperatorFunction<T, unknown>, replies: readonly T[]): void {
  // Each reply in a frame of its own, from frame 1 on.
  const values = Object.fromEntries(replies.map((reply, i) => [String.fromCodePoint(97 + i), reply]));
  const marbles = `-${Object.keys(values).join('')}`;
  const counts = emissions(operator, replies);
  const first = counts.findIndex((count) => count > 0);
  const total = counts.at(-1)!;
  const failure = new Error('source');

  afterEach(() => {
    config.onUnhandledError = null;
  });

  it('emits as often as these tests need, and the same for each subscription', () => {
    expect(total).toBeGreaterThan(1);
    expect(emissions(operator, replies)).toEqual(counts);
  });

  it.each([
    ['never', '-', '-', '^'],
    ['empty', '|', '|', '(^!)'],
    ['an error', '#', '#', '(^!)'],
    ['one, then the end', '--a--|', '-----|', '^----!'],
    ['one, then an error', '--a--#', '-----#', '^----!'],
  ])('passes on the end of its source: %s', (_name, source, expected, subscription) => {
    inVirtualTime((_scheduler, { cold, expectObservable, expectSubscriptions }) => {
      const stream = cold(source, values, failure);
      expectObservable(stream.pipe(operator, ignoreElements())).toBe(expected, undefined, failure);
      expectSubscriptions(stream.subscriptions).toBe(subscription);
    });
  });

  it('leaves its source with its subscriber', () => {
    inVirtualTime((_scheduler, { hot, expectObservable, expectSubscriptions }) => {
      const stream = hot(marbles, values);
      expectObservable(stream.pipe(operator, ignoreElements()), '^--!').toBe('-');
      expectSubscriptions(stream.subscriptions).toBe('^--!');
    });
  });

  it('leaves its source when it is unsubscribed within next, and emits nothing more', () => {
    inVirtualTime((scheduler, { hot, expectSubscriptions }) => {
      const stream = hot(marbles, values);
      let received = 0;
      const subscription = new Subscription();
      const onNext = (): void => {
        received++;
        subscription.unsubscribe();
      };
      subscription.add(stream.pipe(operator).subscribe(onNext));
      expectSubscriptions(stream.subscriptions).toBe(`^${'-'.repeat(first)}!`);
      scheduler.flush();
      expect(received).toBe(1);
    });
  });

  it('stops a source that emits all at once', () => {
    let pulled = 0;
    const source = new Observable<T>((subscriber) => {
      for (const reply of replies) {
        if (subscriber.closed) return;
        pulled++;
        subscriber.next(reply);
      }
    });
    source.pipe(operator, take(1)).subscribe();
    expect(pulled).toBe(first + 1);
  });

  it('outlives a consumer that throws', () => {
    const unhandled: unknown[] = [];
    config.onUnhandledError = (error) => unhandled.push(error);
    inVirtualTime((scheduler, { hot, expectSubscriptions }) => {
      const stream = hot(`${marbles}|`, values);
      const thrown: Error[] = [];
      stream.pipe(operator).subscribe(() => {
        thrown.push(new Error('consumer'));
        throw thrown.at(-1)!;
      });
      expectSubscriptions(stream.subscriptions).toBe(`^${'-'.repeat(replies.length)}!`);
      scheduler.flush();
      expect(thrown).toHaveLength(total);
      expect(unhandled).toEqual(thrown);
    });
  });
}

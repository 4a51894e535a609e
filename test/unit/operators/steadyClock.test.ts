import { quorum, reachability, statistics, type EchoReply } from 'rxicmp';
import { Subject } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { steadyClock } from '../../../src/operators/keyed/steadyClock.ts';
import { inVirtualTime } from '../observables/virtual.ts';
import { success, timedOut } from './echoReplies.ts';

const realNow = Date.now.bind(Date);
const hour = 3_600_000;

/** Sets the wall clock wrong by so much from now on. */
function setWallClock(by: number): void {
  vi.spyOn(Date, 'now').mockImplementation(() => realNow() + by);
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each([
  ['forward', 1000 * hour],
  ['back', -1000 * hour],
])('a wall clock that is set %s', (_name, step) => {
  it('changes nothing in what has passed', () => {
    const now = steadyClock();
    setWallClock(step);
    expect(now()).toBeGreaterThanOrEqual(0);
    expect(now()).toBeLessThan(hour);
  });

  it('empties no window and forgets no key', () => {
    const source = new Subject<EchoReply>();
    const sent: number[] = [];
    const transitions: string[] = [];
    source.pipe(statistics()).subscribe((one) => sent.push(one.sent));
    source.pipe(statistics({ window: { time: 60_000 } })).subscribe((one) => sent.push(one.sent));
    source.pipe(reachability()).subscribe(({ from, to }) => transitions.push(`${from} ${to}`));
    source.next(success(0, 10));
    source.next(success(1, 10));
    setWallClock(step);
    source.next(success(2, 10));
    source.next(success(3, 10));
    expect(sent).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
    expect(transitions).toEqual(['unknown up']);
  });

  it('silences no vantage point', () => {
    const source = new Subject<EchoReply>();
    const states: string[] = [];
    const once = { n: 1, of: 1 };
    source.pipe(quorum({ agree: 2, down: once, up: once })).subscribe(({ to }) => states.push(to));
    for (const tag of ['a', 'b', 'c']) source.next(success(0, 10, { tag }));
    setWallClock(step);
    source.next(timedOut(1, { tag: 'a' }));
    source.next(success(1, 10, { tag: 'b' }));
    source.next(success(1, 10, { tag: 'c' }));
    expect(states).toEqual(['up']);
  });
});

it('goes on with real time', async () => {
  const now = steadyClock();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(now()).toBeGreaterThan(15);
});

it('goes with virtual time, into it and out of it', () => {
  const now = steadyClock();
  inVirtualTime((scheduler) => {
    expect(now()).toBeLessThan(hour);
    scheduler.schedule(() => expect(now()).toBeGreaterThanOrEqual(hour), hour);
    scheduler.flush();
  });
  expect(now()).toBeLessThan(2 * hour);
});

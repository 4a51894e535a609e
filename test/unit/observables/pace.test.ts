import { VirtualTimeScheduler } from 'rxjs';
import { expect, it } from 'vitest';
import { Pace } from '../../../src/observables/pacer/pace.ts';

it('gives a slot that is ahead of the clock by a rounding error, while the clock stands still', () => {
  const timers = new VirtualTimeScheduler(undefined, 100);
  const pace = new Pace(3);
  let time = 1396.7;
  let slots = 0;
  let asked = 0;
  const stream = {
    timers,
    lookAhead: 0,
    keepAlive: true,
    now: () => {
      if (++asked > 100) throw new Error('the clock was asked over and over');
      return time;
    },
    onSlot: () => {
      if (pace.take(stream, time) !== null) slots++;
    },
  };
  const first = pace.take(stream, time)!;
  const next = first + 1000 / 3;
  // The last number before the slot.
  time = next - 2 ** -42;
  expect(time).toBeLessThan(next);
  pace.wait(stream);
  timers.flush();
  expect(slots).toBe(1);
});

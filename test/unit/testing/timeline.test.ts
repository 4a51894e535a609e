import fc from 'fast-check';
import { asyncScheduler, VirtualAction, VirtualTimeScheduler } from 'rxjs';
import { expect, test, vi } from 'vitest';
import { Timeline, type TimelineTask } from '../../../src/testing/simulatedNetwork/timeline.ts';

test('tasks run in the order of their times, then of their addition, and removed ones never', () => {
  const step = fc.record({ at: fc.integer({ min: 0, max: 20 }), removes: fc.option(fc.nat(), { nil: null }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const scheduler = new VirtualTimeScheduler(VirtualAction);
      const timeline = new Timeline(scheduler);
      const ran: number[] = [];
      const tasks: TimelineTask[] = [];
      const expected = new Map<number, number>();
      steps.forEach(({ at, removes }, i) => {
        tasks.push(
          timeline.add(at, () => {
            expect(scheduler.frame).toBe(at);
            ran.push(i);
          }),
        );
        expected.set(i, at);
        if (removes === null) return;
        timeline.remove(tasks[removes % tasks.length]!);
        expected.delete(removes % tasks.length);
      });
      scheduler.flush();
      const order = [...expected].sort(([i, a], [j, b]) => a - b || i - j).map(([i]) => i);
      expect(ran).toEqual(order);
    }),
  );
});

test('a task may add and remove others; one for now runs next, not inside it', () => {
  const scheduler = new VirtualTimeScheduler(VirtualAction);
  const timeline = new Timeline(scheduler);
  const ran: string[] = [];
  timeline.add(5, () => {
    ran.push('a begins');
    timeline.add(5, () => ran.push(`c at ${scheduler.frame}`));
    timeline.remove(doomed);
    scheduler.flush();
    ran.push('a ends');
  });
  timeline.add(5, () => ran.push('b'));
  const doomed = timeline.add(5, () => ran.push('doomed'));
  scheduler.flush();
  expect(ran).toEqual(['a begins', 'a ends', 'b', 'c at 5']);
});

test('a time beyond what timers can count is kept', () => {
  vi.useFakeTimers();
  try {
    const timeline = new Timeline(asyncScheduler);
    const start = timeline.now();
    const run = vi.fn();
    const month = 2_592_000_000;
    timeline.add(start + month, run);
    vi.advanceTimersByTime(month - 1);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledOnce();
  } finally {
    vi.useRealTimers();
  }
});

test('without tasks no timer is left to keep the process alive', () => {
  vi.useFakeTimers();
  try {
    const timeline = new Timeline(asyncScheduler);
    const tasks = [10, 20, 30].map((ms) => timeline.add(timeline.now() + ms, () => undefined));
    expect(vi.getTimerCount()).toBe(1);
    for (const task of tasks) timeline.remove(task);
    for (const task of tasks) timeline.remove(task);
    expect(vi.getTimerCount()).toBe(0);
    timeline.add(timeline.now() + 10, () => undefined);
    vi.advanceTimersByTime(10);
    expect(vi.getTimerCount()).toBe(0);
    expect(timeline.wakeUps).toBe(1);
  } finally {
    vi.useRealTimers();
  }
});

test('fractions are kept and never cut short', () => {
  const scheduler = new VirtualTimeScheduler(VirtualAction);
  const timeline = new Timeline(scheduler);
  const ran: number[] = [];
  for (let i = 1; i <= 200; i++) timeline.add(i * 0.1, () => ran.push(scheduler.frame - i * 0.1));
  scheduler.flush();
  expect(ran).toHaveLength(200);
  for (const late of ran) expect(late).toBeGreaterThanOrEqual(0);
});

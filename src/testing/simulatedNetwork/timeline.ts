import { throwError, type SchedulerLike, type Subscription } from 'rxjs';
import { MAX_DELAY } from '../../checks/maxDelay.ts';

/** Something to be done at a time. */
export interface TimelineTask {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  /** Position in the heap; -1 when it is not there. */
  index: number;
}

/**
 * Runs tasks in the order of their times, one after the other and never inside one another, on one scheduler
 * action for all of them: a virtual scheduler sorts its actions on every addition.
 */
export class Timeline {
  readonly #scheduler: SchedulerLike;
  readonly #heap: TimelineTask[] = [];
  #order = 0;
  #action: Subscription | null = null;
  #actionAt = Infinity;
  #running = false;
  #scheduling = false;
  #wakeUps = 0;

  constructor(scheduler: SchedulerLike) {
    this.#scheduler = scheduler;
  }

  /** How often the scheduler ran it. */
  get wakeUps(): number {
    return this.#wakeUps;
  }

  now(): number {
    return this.#scheduler.now();
  }

  /** Runs `run` once `now()` has reached `at`, never before this call has returned. */
  add(at: number, run: () => void): TimelineTask {
    const task: TimelineTask = { at, order: this.#order++, run, index: this.#heap.length };
    this.#heap.push(task);
    this.#siftUp(task.index);
    this.#arm();
    return task;
  }

  remove(task: TimelineTask): void {
    const { index } = task;
    if (index < 0) return;
    task.index = -1;
    const last = this.#heap.pop()!;
    if (last !== task) {
      this.#place(last, index);
      this.#siftDown(index);
      this.#siftUp(last.index);
    }
    this.#arm();
  }

  #arm(): void {
    // Nothing is scheduled while tasks run: one that flushes a virtual scheduler must not start the next inside itself.
    if (this.#running) return;
    const at = this.#heap[0]?.at ?? Infinity;
    // An action that comes too early finds nothing to do, but one without tasks would keep the process alive.
    if (at !== Infinity && this.#actionAt <= at) return;
    this.#action?.unsubscribe();
    this.#action = null;
    this.#actionAt = at;
    if (at === Infinity) return;
    this.#schedule(Math.min(Math.max(at - this.now(), 0), MAX_DELAY));
  }

  #schedule(delay: number): void {
    this.#scheduling = true;
    let tooSoon = false;
    this.#action = this.#scheduler.schedule(() => {
      if (this.#scheduling) tooSoon = true;
      else this.#wake();
    }, delay);
    this.#scheduling = false;
    // `queueScheduler` runs work without delay before `schedule` has returned, and work with any delay later.
    if (tooSoon) this.#schedule(1);
  }

  #wake(): void {
    this.#running = true;
    this.#wakeUps++;
    this.#actionAt = Infinity;
    const now = this.now();
    // Tasks that are added from here on wait for the next wake-up, so that they cannot starve the event loop.
    const end = this.#order;
    for (let task = this.#heap[0]; task !== undefined && task.at <= now && task.order < end; task = this.#heap[0]) {
      this.remove(task);
      try {
        task.run();
      } catch (error) {
        // RxJS' own way to report what nobody handles: `config.onUnhandledError`, or thrown from a timer.
        throwError(() => error).subscribe();
      }
    }
    this.#running = false;
    this.#arm();
  }

  #siftUp(index: number): void {
    const task = this.#heap[index]!;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (isBefore(this.#heap[parent]!, task)) break;
      this.#place(this.#heap[parent]!, index);
      index = parent;
    }
    this.#place(task, index);
  }

  #siftDown(index: number): void {
    const task = this.#heap[index]!;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= this.#heap.length) break;
      if (child + 1 < this.#heap.length && isBefore(this.#heap[child + 1]!, this.#heap[child]!)) child++;
      if (isBefore(task, this.#heap[child]!)) break;
      this.#place(this.#heap[child]!, index);
      index = child;
    }
    this.#place(task, index);
  }

  #place(task: TimelineTask, index: number): void {
    this.#heap[index] = task;
    task.index = index;
  }
}

function isBefore(a: TimelineTask, b: TimelineTask): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

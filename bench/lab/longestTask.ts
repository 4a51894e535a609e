import { threadTime } from './threadTime.ts';

/** What the longest task took, in milliseconds. */
export interface LongestTask {
  /** Of processor time of the thread that runs it. */
  readonly processor: number;
  /** From its begin to its end, with what other programs did meanwhile. The longest by this clock may be another one. */
  readonly wall: number;
}

/** A rest without which the watch would run ten thousand times for each task, and make garbage that tasks wait for. */
const REST = 0.1;
const cell = new Int32Array(new SharedArrayBuffer(4));

/** Watches the event loop until the work is done: a task is what happens between two of its turns. */
export async function longestTask(work: () => Promise<unknown>): Promise<LongestTask> {
  let processor = 0;
  let wall = 0;
  let began = { processor: NaN, wall: NaN };
  const look = (): void => {
    // Math.max would keep the NaN of the first look.
    if (threadTime() - began.processor > processor) processor = threadTime() - began.processor;
    if (performance.now() - began.wall > wall) wall = performance.now() - began.wall;
    Atomics.wait(cell, 0, 0, REST);
    began = { processor: threadTime(), wall: performance.now() };
    next = setImmediate(look);
  };
  let next = setImmediate(look);
  await new Promise((resolve) => setImmediate(resolve));
  await work();
  await new Promise((resolve) => setImmediate(resolve));
  clearImmediate(next);
  return { processor, wall };
}

import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';

// Sleeps until the next beat, over and over, and notes how late it woke.

const every = workerData as number;
const nobody = new Int32Array(new SharedArrayBuffer(4));
const beats: number[] = [];
const start = performance.now();

for (let n = 1; receiveMessageOnPort(parentPort!) === undefined; n++) {
  const due = start + n * every;
  const ahead = due - performance.now();
  if (ahead > 0) Atomics.wait(nobody, 0, 0, ahead);
  beats.push(performance.timeOrigin + due, performance.now() - due);
}
parentPort!.postMessage(Float64Array.from(beats));

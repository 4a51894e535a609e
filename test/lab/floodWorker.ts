import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { Flooded, FloodWorkerData } from './flood.ts';
import { libc } from './libc.ts';

// Writes the packets one after the other, over and over, as fast as the device takes them, until it is told to stop.

const { tun, packets, state, count } = workerData as FloodWorkerData;
const { write } = libc();
const stopped = new Int32Array(state);
let written = 0;
let told = false;
const before = cpuTime();

for (let i = 0; written < count && Atomics.load(stopped, 0) === 0; i++) {
  const packet = packets[i % packets.length]!;
  // The kernel refuses what is no IP packet at all. No program can see such a packet.
  if (write(tun, packet, packet.length) === packet.length) written++;
  if (told || written === 0) continue;
  told = true;
  parentPort!.postMessage(null);
}
parentPort!.postMessage({ written, cpuTime: cpuTime() - before } satisfies Flooded);

/** Milliseconds that this thread has run. */
function cpuTime(): number {
  return parseInt(readFileSync('/proc/thread-self/schedstat', 'utf8'), 10) / 1e6;
}

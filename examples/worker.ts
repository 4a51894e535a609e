// Pings in a worker thread.
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { ping } from 'rxicmp';

// A worker has an engine of its own. Replies are plain objects, so they can be posted.
if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url));
  worker.on('message', ({ sequence, status }) => console.log(`the worker says: ${sequence} ${status}`));
} else {
  ping('127.0.0.1', { count: 2, interval: 100 }).subscribe((reply) => parentPort!.postMessage(reply));
}

// Output:
// the worker says: 0 success
// the worker says: 1 success

// Starts workers that ping without pause and terminates each in the middle of it. Run as a process of its own.
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { ping, probe } from '../../dist/index.js';

if (isMainThread) {
  for (let i = 0; i < Number(process.argv[2]); i++) {
    const worker = new Worker(new URL(import.meta.url));
    await new Promise((resolve) => worker.once('message', resolve));
    await new Promise((resolve) => setTimeout(resolve, i % 5));
    await worker.terminate();
  }
  console.log('all terminated');
} else {
  const again = () => probe('127.0.0.1').subscribe({ complete: again });
  for (let i = 0; i < 50; i++) again();
  for (let i = 0; i < 50; i++) ping('127.0.0.1', { interval: 1, lateWindow: 50 }).subscribe(() => undefined);
  parentPort.postMessage('up');
}

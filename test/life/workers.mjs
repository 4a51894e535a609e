// Starts workers that ping without pause, in streams or in blocking calls, and terminates each in the middle of it. Run as a process of its own.
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { echoRequest, selectDriver } from '../../dist/icmpapi/index.js';
import { ping, probe } from '../../dist/index.js';

if (isMainThread) {
  for (let i = 0; i < Number(process.argv[2]); i++) {
    const worker = new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) });
    await new Promise((resolve) => worker.once('message', resolve));
    await new Promise((resolve) => setTimeout(resolve, i % 5));
    await worker.terminate();
  }
  console.log('all terminated');
} else if (process.argv[3] === 'sync') {
  const driver = selectDriver('addon');
  const handle = driver.createFile(4);
  parentPort.postMessage('up');
  for (;;) driver.sendEcho2ExSync(handle, echoRequest('127.0.0.1'));
} else {
  const again = () => probe('127.0.0.1').subscribe({ complete: again });
  for (let i = 0; i < 50; i++) again();
  for (let i = 0; i < 50; i++) ping('127.0.0.1', { interval: 1, lateWindow: 50 }).subscribe(() => undefined);
  parentPort.postMessage('up');
}

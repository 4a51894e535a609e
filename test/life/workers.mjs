// Starts workers that ping without pause, a few at a time, and terminates each in the middle of it:
// `workers.mjs COUNT HOW`, run as a process of its own. Tells what the workers have left behind.
import { readdirSync } from 'node:fs';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { echoRequest, selectDriver } from 'rxicmp/icmpapi';

const AT_ONCE = 4;

const pinging = {
  // Waiting for their time, for a late reply, for the next turn of the event loop, and just sent.
  requests() {
    const driver = selectDriver('addon');
    const handle = driver.createFile(4);
    const options = [{}, { lateWindow: 50 }, { notBefore: driver.now() + 3 }, { reportSent: true, data: 2000 }];
    const again = (i) => {
      const request = echoRequest('127.0.0.1', options[i % options.length]);
      driver.sendEcho2Ex(handle, request, ({ final }) => final && again(i));
    };
    for (let i = 0; i < 100; i++) again(i);
    parentPort.postMessage('up');
  },
  // In blocking calls, of which termination has to wait for one.
  sync() {
    const driver = selectDriver('addon');
    const handle = driver.createFile(4);
    parentPort.postMessage('up');
    for (;;) driver.sendEcho2ExSync(handle, echoRequest('127.0.0.1'));
  },
  async streams() {
    const { ping, probe } = await import('rxicmp');
    const again = () => probe('127.0.0.1').subscribe({ complete: again });
    for (let i = 0; i < 50; i++) again();
    for (let i = 0; i < 50; i++) ping('127.0.0.1', { interval: 1, lateWindow: 50 }).subscribe(() => undefined);
    parentPort.postMessage('up');
  },
};

async function terminateOne(how, i) {
  const worker = new Worker(new URL(import.meta.url), { argv: [0, how] });
  await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  await new Promise((resolve) => setTimeout(resolve, i % 5));
  await worker.terminate();
}

async function terminate(count, how) {
  let next = 0;
  const one = async () => {
    while (next < count) await terminateOne(how, next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

const counted = () => ({
  descriptors: readdirSync('/proc/self/fd').length,
  threads: readdirSync('/proc/self/task').length,
});

if (isMainThread) {
  const [, , count, how] = process.argv;
  // The first workers create what the process keeps for good.
  await terminate(AT_ONCE, how);
  const before = counted();
  await terminate(Number(count), how);
  const after = counted();
  console.log(`${count} terminated, ${after.descriptors - before.descriptors} descriptors left`);
  console.log(`${Math.max(0, after.threads - before.threads)} threads left`);
} else {
  await pinging[process.argv[3]]();
}

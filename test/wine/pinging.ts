import { writeSync } from 'node:fs';
import { parentPort, Worker } from 'node:worker_threads';
import { ping, probe, type Driver } from 'rxicmp';
import { echoRequest, selectDriver } from 'rxicmp/icmpapi';

const [driver, step, silent] = process.argv.slice(2) as [Extract<Driver, string>, string, string];
const ignore = { next: () => undefined, error: (error: unknown) => writeSync(1, `${String(error)}\n`) };
const many = (count: number, act: () => void) => Array.from({ length: count }, act);
const minute = 60_000;

const steps: Record<string, () => void | Promise<void>> = {
  'sent, natural end': () => void many(500, () => probe('127.0.0.1', { driver }).subscribe(ignore)),
  'sent, then exit': () => {
    many(200, () => probe(silent, { driver, timeout: minute }).subscribe(ignore));
    setTimeout(() => process.exit(7), 50);
  },
  'sent, then exit in the same turn': () => {
    many(500, () => probe('127.0.0.1', { driver }).subscribe(ignore));
    process.exit(7);
  },
  'sent, then an uncaught throw': () => {
    many(500, () => probe('127.0.0.1', { driver }).subscribe(ignore));
    throw new Error('on purpose');
  },
  'cancelled with a minute to go, natural end': () => {
    many(200, () => probe(silent, { driver, timeout: minute }).subscribe(ignore).unsubscribe());
  },
  'a handle that is open, natural end': () => void selectDriver(driver).createFile(4),
  'a consumer that throws': () => {
    probe('127.0.0.1', { driver }).subscribe(() => {
      throw new Error('on purpose');
    });
  },
  'workers that are terminated': () => terminateWorkers('streams'),
  'workers that are terminated in blocking calls': () => terminateWorkers('blocking'),
  streams: () => {
    const again = (): void => void probe('127.0.0.1', { driver }).subscribe({ complete: again });
    // Few over koffi, which has only this thread: when a thread ends that has several requests, Wine's ICMP is stuck
    // for good (wedges/wedges.c).
    many(driver === 'koffi' ? 1 : 3, again);
    ping('127.0.0.1', { driver, interval: 1, lateWindow: 50 }).subscribe(ignore);
    probe(silent, { driver, timeout: minute }).subscribe(ignore);
    parentPort!.postMessage('up');
  },
  blocking: () => {
    const icmp = selectDriver(driver);
    const handle = icmp.createFile(4);
    parentPort!.postMessage('up');
    for (;;) icmp.sendEcho2ExSync(handle, echoRequest('127.0.0.1'));
  },
};

async function terminateWorkers(how: string): Promise<void> {
  for (let i = 0; i < 15; i++) {
    const worker = new Worker(new URL(import.meta.url), { argv: [driver, how, silent] });
    await new Promise((resolve) => worker.once('message', resolve));
    await new Promise((resolve) => setTimeout(resolve, i % 5));
    await worker.terminate();
  }
  // The main thread is as good as before.
  probe('127.0.0.1', { driver }).subscribe(({ status }) => writeSync(1, `all terminated, then ${status}\n`));
}

/**
 * A program that is stopped, or stops something, in the middle of pinging. Its arguments: the driver, what it does, and an
 * address that never answers.
 */
export function pinging(): void {
  void steps[step]!();
}

import { Worker } from 'node:worker_threads';
import { bundleWorker } from './bundleWorker.ts';

/** What the flood's worker starts with. */
export interface FloodWorkerData {
  readonly tun: number;
  readonly packets: readonly Uint8Array[];
  /** One number: not 0 when it is to stop. */
  readonly state: SharedArrayBuffer;
  readonly count: number;
}

/** Packets that come in by a TUN device as fast as a thread can write them. */
export class Flood {
  /** How many packets the kernel took, once it has ended. */
  readonly written: Promise<number>;
  private readonly stopped = new Int32Array(new SharedArrayBuffer(4));

  /** @param count packets after which it ends by itself. */
  constructor(tun: number, packets: readonly Uint8Array[], count = Infinity) {
    const data: FloodWorkerData = { tun, packets, state: this.stopped.buffer, count };
    const worker = new Worker(bundleWorker('./floodWorker.ts'), { eval: true, execArgv: [], workerData: data });
    this.written = new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  }

  /** Ends it. @returns how many packets the kernel took. */
  stop(): Promise<number> {
    Atomics.store(this.stopped, 0, 1);
    return this.written;
  }
}

import { Worker } from 'node:worker_threads';
import { bundleWorker } from './bundleWorker.ts';

/** What the flood's worker starts with. */
export interface FloodWorkerData {
  readonly tun: number;
  readonly packets: readonly Uint8Array[];
  /** One number: not 0 when the flood has to stop. */
  readonly state: SharedArrayBuffer;
  readonly count: number;
}

/** The result of a flood. */
export interface Flooded {
  /** How many packets the kernel took. */
  readonly written: number;
  /**
   * Milliseconds of processor time that the thread took to bring them in, including all that the kernel does with them.
   */
  readonly cpuTime: number;
}

/** Packets that come in by a TUN device as fast as a thread can write them. */
export class Flood {
  /** Resolves once the first packets have come in. */
  readonly started: Promise<unknown>;
  /** Resolves once the flood has ended. */
  readonly flooded: Promise<Flooded>;
  private readonly stopped = new Int32Array(new SharedArrayBuffer(4));

  /** @param count packets after which it ends by itself. */
  constructor(tun: number, packets: readonly Uint8Array[], count = Infinity) {
    const data: FloodWorkerData = { tun, packets, state: this.stopped.buffer, count };
    const worker = new Worker(bundleWorker('./floodWorker.ts'), { eval: true, execArgv: [], workerData: data });
    const message = (isMeant: (message: Flooded | null) => boolean) =>
      new Promise<Flooded | null>((resolve, reject) => {
        worker.on('message', (one: Flooded | null) => isMeant(one) && resolve(one));
        worker.once('error', reject);
      });
    this.started = message((one) => one === null);
    this.flooded = message((one) => one !== null) as Promise<Flooded>;
  }

  /** Ends it. */
  stop(): Promise<Flooded> {
    Atomics.store(this.stopped, 0, 1);
    return this.flooded;
  }
}

import { Worker } from 'node:worker_threads';
import { bundleWorker } from './bundleWorker.ts';

/** When a sleeper should have woken, on the wall clock, and how many milliseconds later it did. */
export interface Wake {
  readonly due: number;
  readonly late: number;
}

/** A thread that does nothing but wake on every beat: it shows how well the machine itself keeps a schedule. */
export class Sleeper {
  private readonly worker: Worker;

  /** @param every milliseconds. */
  constructor(every: number) {
    this.worker = new Worker(bundleWorker('./sleeperWorker.ts'), { eval: true, execArgv: [], workerData: every });
  }

  /** Ends it. @returns all of its beats. */
  async stop(): Promise<readonly Wake[]> {
    const told = new Promise<Float64Array>((resolve) => this.worker.once('message', resolve));
    this.worker.postMessage(null);
    const numbers = await told;
    await this.worker.terminate();
    return Array.from({ length: numbers.length / 2 }, (_, n) => ({ due: numbers[2 * n]!, late: numbers[2 * n + 1]! }));
  }
}

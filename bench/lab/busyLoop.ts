import { spawn, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Processes that want all the processor time that they can get. */
export class BusyLoop {
  readonly #children: readonly ChildProcess[];

  private constructor(children: readonly ChildProcess[]) {
    this.#children = children;
  }

  static onEachCore(): BusyLoop {
    const loop = ['-c', 'while :; do :; done'];
    return new BusyLoop(Array.from({ length: availableParallelism() }, () => spawn('sh', loop, { stdio: 'ignore' })));
  }

  stop(): void {
    for (const child of this.#children) child.kill('SIGKILL');
  }
}

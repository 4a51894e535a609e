import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Lap } from './speedRatios.ts';

/** What a module in `contenders/` exports as `prepare`: given its arguments, it returns what runs one lap. */
export type Prepare = (...args: string[]) => () => Promise<Lap>;

/**
 * Runs laps on demand in a warm process of its own, so that no contender pays for the garbage or the compilation of
 * another one.
 */
export class Contender {
  readonly #child: ChildProcess;

  /** @param module of `contenders/`, without its suffix. */
  constructor(module: string, ...args: readonly string[]) {
    this.#child = fork(fileURLToPath(new URL('./contenderProcess.ts', import.meta.url)), [module, ...args]);
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** @param profile file for a CPU profile of its JavaScript. */
  async lap(profile: string | null = null): Promise<Lap> {
    const ended = once(this.#child, 'exit').then(([code]) => {
      throw new Error(`the contender ended with exit code ${String(code)}`);
    });
    this.#child.send({ profile });
    const [lap] = await Promise.race([once(this.#child, 'message'), ended]);
    return lap as Lap;
  }

  /** Ends it. What it leaves open, such as a socket that receives all replies, would slow down the next contender. */
  async close(): Promise<void> {
    const ended = this.#child.exitCode === null ? once(this.#child, 'exit') : null;
    if (this.#child.connected) this.#child.disconnect();
    await ended;
  }
}

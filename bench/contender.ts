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
  /** Fails when the process ends, whatever it was doing. */
  readonly #ended: Promise<never>;

  /** @param module of `contenders/`, without its suffix. */
  constructor(module: string, ...args: readonly string[]) {
    const script = fileURLToPath(new URL('./contenderProcess.ts', import.meta.url));
    // JSON would make null of NaN, and null is below any number.
    this.#child = fork(script, [module, ...args], { serialization: 'advanced' });
    this.#ended = once(this.#child, 'exit').then(([code]) => {
      throw new Error(`the contender ended with exit code ${String(code)}`);
    });
    // Nobody waits for it between laps.
    this.#ended.catch(() => undefined);
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** @param profile file for a CPU profile of its JavaScript. */
  async lap(profile: string | null = null): Promise<Lap> {
    this.#child.send({ profile });
    const [lap] = await Promise.race([once(this.#child, 'message'), this.#ended]);
    return lap as Lap;
  }

  /** Ends it. What it leaves open, such as a socket that receives all replies, would slow down the next contender. */
  async close(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    await this.#ended.catch(() => undefined);
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { PassThrough } from 'node:stream';

/** A program that runs beside a bench, in its namespace, until its standard input ends. */
export class Companion {
  readonly #child: ChildProcess;
  readonly #output: Promise<string>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#output = text(child.stdout!.pipe(new PassThrough()));
  }

  /** Starts it, and waits for its first line. */
  static async start(command: string, ...args: readonly string[]): Promise<Companion> {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const companion = new Companion(child);
    await Promise.race([
      once(child.stdout!, 'data'),
      once(child, 'exit').then(([code]) => Promise.reject(new Error(`${command} ended with ${String(code)}`))),
    ]);
    return companion;
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Ends it. @returns everything that it printed. */
  async stop(): Promise<string> {
    this.#child.stdin!.end();
    return this.#output;
  }
}

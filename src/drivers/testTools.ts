import { AsyncLocalStorage } from 'node:async_hooks';
import { existsSync } from 'node:fs';
import { arch, release, version } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { uncaught } from './uncaught.ts';

/** What the port's suite needs of Node. */
export interface TestTools {
  /** Resolves no earlier than so many milliseconds later. */
  sleep(ms: number): Promise<void>;
  /** Keeps this thread busy. */
  block(ms: number): void;
  /** Runs `during`, and returns the errors that nobody caught while it ran and shortly after. */
  uncaught(during: () => Promise<void>): Promise<readonly unknown[]>;
  /** An `AsyncLocalStorage`. */
  readonly contexts: {
    run<R>(store: string, work: () => R): R;
    getStore(): string | undefined;
  };
  /** This machine's system, its build and Node's version, in words. */
  readonly system: string;
  /** This is Wine, which differs from Windows in places. */
  readonly isWine: boolean;
}

/** The tools of Node. */
export function testTools(): TestTools {
  const isWine =
    process.platform === 'win32' && existsSync(join(process.env['SystemRoot'] ?? '', 'system32/wineboot.exe'));
  return {
    // Timers count whole milliseconds of another clock, and may ring a little early on this one.
    sleep: (ms) => sleep(ms + 2),
    block: (ms) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms),
    uncaught,
    contexts: new AsyncLocalStorage<string>(),
    system: `${isWine ? 'Wine as ' : ''}${process.platform} ${release()} (${version()}), ${arch()}, Node ${process.version}`,
    isWine,
  };
}

import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface PatientlyEnded {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** It was silent for longer than its patience, and killed. */
  readonly hung: boolean;
}

/** Milliseconds that a program may write nothing to standard output; asked again and again with what it has written. */
export type Patience = (stdout: string) => number;

/**
 * Runs a program to its end, or kills it with all that it started. Its output goes through files in `folder`: Node's
 * streams do not open on pipes under Wine.
 */
export async function runPatiently(
  [command, ...args]: readonly string[],
  { folder, env, patience }: { folder: string; env: Readonly<Record<string, string>>; patience: Patience },
): Promise<PatientlyEnded> {
  const files = ['stdout', 'stderr'].map((name) => join(folder, name)) as [string, string];
  const [stdout, stderr] = files.map((file) => openSync(file, 'w')) as [number, number];
  const read = (file: string): string => readFileSync(file, 'utf8');
  const child = spawn(command!, args, { stdio: ['ignore', stdout, stderr], detached: true, env });
  const ended = new Promise<readonly [number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve([code, signal]));
  });
  let running = true;
  const end = ended.finally(() => (running = false));
  let hung = false;
  try {
    let [seen, last] = ['', performance.now()];
    while (running) {
      await Promise.race([end, sleep(50)]);
      const now = read(files[0]);
      if (now.length > seen.length) [seen, last] = [now, performance.now()];
      else if (running && performance.now() - last > patience(seen)) {
        hung = true;
        break;
      }
    }
    if (hung) process.kill(-child.pid!, 'SIGKILL');
    const [code, signal] = await end;
    return { code, signal, stdout: read(files[0]), stderr: read(files[1]), hung };
  } finally {
    closeSync(stdout);
    closeSync(stderr);
  }
}

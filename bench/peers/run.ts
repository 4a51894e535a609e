import { spawn, spawnSync } from 'node:child_process';

/** What a program printed, to stdout and stderr, and how long it took. */
export interface Ran {
  readonly text: string;
  readonly milliseconds: number;
}

/** Runs a program to its end. What it prints to stdout is read and kept out unless asked for: hosts may be many. */
export function run(command: string, args: readonly string[], keep: 'all' | 'stderr' = 'all'): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(command, args, { stdio: ['ignore', keep === 'all' ? 'pipe' : 'ignore', 'pipe'] });
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr!.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.on('error', reject);
    child.on('close', () => resolve({ text, milliseconds: performance.now() - start }));
  });
}

/** Whether a program can be started. */
export function exists(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).error === undefined;
}

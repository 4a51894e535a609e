import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What a program printed, to stdout and stderr, and how long it took. */
export interface Ran {
  readonly text: string;
  readonly milliseconds: number;
  /** Milliseconds of processor time, in steps of 10. */
  readonly cpu: number;
}

/** Runs a program to its end. Its stdout is read, and dropped unless asked for, because there may be many hosts. */
export function run(command: string, args: readonly string[], keep: 'all' | 'stderr' = 'all'): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const before = childTime();
    const child = spawn(command, args, { stdio: ['ignore', keep === 'all' ? 'pipe' : 'ignore', 'pipe'] });
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr!.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.on('error', reject);
    child.on('close', () => resolve({ text, milliseconds: performance.now() - start, cpu: childTime() - before }));
  });
}

/** Of all children of this process that have ended: milliseconds of processor time. */
function childTime(): number {
  // The fields stand behind the name, which may contain anything: the 14th and 15th are these times.
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1)!.split(' ');
  return (Number(fields[13]) + Number(fields[14])) * 10;
}

/** Whether a program can be started. */
export function exists(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).error === undefined;
}

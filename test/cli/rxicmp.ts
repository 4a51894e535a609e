import { type ChildProcessByStdio, spawn, spawnSync, type StdioOptions } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Diagnosis } from 'rxicmp';

const root = new URL('../../', import.meta.url);
const { bin } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { bin: { rxicmp: string } };
/** What `npm run build` made of the command. */
const main = fileURLToPath(new URL(bin.rxicmp, root));

/** The command for a shell. */
export const commandLine = `'${process.execPath}' '${main}'`;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly ended: Promise<Ended>;
  /** Resolves when the pattern is in what was written so far. */
  wrote(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<void>;
}

export interface StartOptions {
  /** Of Node itself. */
  readonly node?: readonly string[];
  /** A command that is to run it, with the arguments before Node's path. */
  readonly under?: readonly string[];
}

/** Starts the built command as a process of its own. */
export function startRxicmp(args: readonly string[], { node = [], under = [] }: StartOptions = {}): Running {
  const [file, ...rest] = [...under, process.execPath, ...node, main, ...args];
  const child = spawn(file!, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => (output[stream] += text));
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...output }));
  });
  const wrote = (stream: 'stdout' | 'stderr', pattern: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (pattern.test(output[stream])) resolve();
      };
      look();
      child[stream].on('data', look);
      ended.then(({ stderr }) => reject(new Error(`rxicmp ended without ${pattern}: ${stderr}`)), reject);
    });
  return { child, ended, wrote };
}

/** Runs the built command to its end. */
export function rxicmp(...args: readonly string[]): Promise<Ended> {
  return startRxicmp(args).ended;
}

/** What a child process may use here. */
export function diagnosis(): Diagnosis {
  const { stdout, stderr } = spawnSync(process.execPath, [main, 'diagnose', '--json'], { encoding: 'utf8' });
  if (stdout === '') throw new Error(`${main} does not run: npm run build? ${stderr}`);
  return JSON.parse(stdout) as Diagnosis;
}

/** Runs the command with standard output of our own, and waits for its end. */
export function rxicmpInto(stdio: StdioOptions, ...args: readonly string[]): { code: number | null; stderr: string } {
  const { status, stderr } = spawnSync(process.execPath, [main, ...args], { stdio, encoding: 'utf8' });
  return { code: status, stderr };
}

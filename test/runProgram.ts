import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';

/** The project's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

// Inside the project, where package.json leads `rxicmp` to dist.
const build = join(root, 'build');
mkdirSync(build, { recursive: true });
const folder = mkdtempSync(join(build, 'programs-'));
process.on('exit', () => rmSync(folder, { recursive: true }));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a TypeScript program, with its types removed, as a user of the installed package would. */
export function startProgram(
  file: string,
  env: NodeJS.ProcessEnv = process.env,
): ChildProcessByStdio<null, Readable, Readable> {
  const script = join(folder, `${basename(file, '.ts')}.mjs`);
  const { code } = transformSync(readFileSync(file, 'utf8'), { loader: 'ts', format: 'esm', target: 'node20' });
  writeFileSync(script, code);
  return spawn(process.execPath, [script], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Runs it to its end. */
export function runProgram(file: string): Promise<Ended> {
  const child = startProgram(file);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => (stdout += String(data)));
  child.stderr.on('data', (data) => (stderr += String(data)));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

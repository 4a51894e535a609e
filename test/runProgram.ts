import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

// Without the paths of ours, so that `rxicmp` is what package.json says it is: dist.
const folder = mkdtempSync(join(tmpdir(), 'rxicmp-programs-'));
process.on('exit', () => rmSync(folder, { recursive: true }));
const tsconfig = join(folder, 'tsconfig.json');
writeFileSync(tsconfig, '{}');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a TypeScript program as a user would who installed the package. */
export function runProgram(file: string): Promise<Ended> {
  const env = { ...process.env, TSX_TSCONFIG_PATH: tsconfig };
  const child = spawn(process.execPath, ['--import', 'tsx', file], { cwd: root, env });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => (stdout += String(data)));
  child.stderr.on('data', (data) => (stderr += String(data)));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

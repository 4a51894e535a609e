import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export interface Scratch {
  readonly folder: string;
  write(path: string, text: string): void;
  /** Runs one of the project's scripts as if this folder were the project. Its arguments stand behind its name. */
  run(script: string, env?: NodeJS.ProcessEnv): { code: number | null; stdout: string; stderr: string };
}

/** A project in a temporary folder: our scripts and dependencies, and only the files that the test writes. */
export function scratch(files: Readonly<Record<string, string>>): Scratch {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'rxicmp-scratch-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(join(root, 'scripts'), join(folder, 'scripts'), { recursive: true });
  cpSync(join(root, 'package-lock.json'), join(folder, 'package-lock.json'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));

  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const run = (script: string, env: NodeJS.ProcessEnv = {}) => {
    const options = { cwd: folder, encoding: 'utf8', env: { ...process.env, ...env } } as const;
    const [name, ...args] = script.split(' ');
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'scripts', name!), ...args], options);
    return { code: status, stdout, stderr };
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  return { folder, write, run };
}

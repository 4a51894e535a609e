import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, inject, test } from 'vitest';
import type { Ended } from '../runProgram.ts';
import type { Install } from './setUp.ts';

/** A project that has nothing but the installed package, RxJS, and these files. */
export interface Newcomer {
  readonly folder: string;
  /** Adds files. */
  write(files: Readonly<Record<string, string>>): void;
  /** Runs a program in it to its end. */
  run(program: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
}

const install = inject('install');

/** `describe` for the tests of a tool; pending where the tools do not run. */
export function describeInstalled(title: string, tests: (install: Install) => void): void {
  if (install === null) test.skip(`${title} (pending: needs Linux x64)`);
  else describe(title, () => tests(install));
}

/** Where a file of the tools is. */
export const tool = (path: string): string => join(install!.tools, 'node_modules', path);

/** Node's program of a major version. */
export const node = (major: number): string => tool(`node-${major}/bin/node`);

/** What runs the other tools: the oldest. */
export const oldestNode = node(20);

/**
 * A new project.
 *
 * @param modules its node_modules: those that npm made, a copy of them for tests that change something there, or none.
 */
export function newcomer(
  files: Readonly<Record<string, string>>,
  modules: 'installed' | 'copied' | 'none' = 'installed',
): Newcomer {
  const folder = mkdtempSync(join(install!.folder, 'project-'));
  const place = join(folder, 'node_modules');
  if (modules === 'installed') symlinkSync(join(install!.project, 'node_modules'), place);
  if (modules === 'copied') cpSync(join(install!.project, 'node_modules'), place, { recursive: true });
  const write = (more: Readonly<Record<string, string>>): void => {
    for (const [path, text] of Object.entries(more)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  };
  write(modules === 'none' ? files : { 'package.json': '{ "private": true }', ...files });
  return {
    folder,
    write,
    run(program, args, env = {}) {
      // Nothing of the test runner's own environment, which other test runners heed.
      const { PATH = '' } = process.env;
      const options = { cwd: folder, env: { PATH, HOME: folder, NO_COLOR: '1', ...env } };
      return new Promise((resolve, reject) => {
        const child = execFile(program, args, options, (error, stdout, stderr) => {
          // It could not be started, or a signal has ended it.
          if (child.exitCode === null) reject(error!);
          else resolve({ code: child.exitCode, stdout, stderr });
        });
      });
    },
  };
}

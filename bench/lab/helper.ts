import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = 'build/bench';

/**
 * Compiles a program of this folder where that has not been done yet.
 *
 * @param compiler by default that of this machine; programs of another compiler get `suffix` behind their name.
 * @returns the path of the program.
 */
export function helper(
  name: string,
  compiler = process.env['CXX'] ?? 'g++',
  suffix = '',
  ...more: readonly string[]
): string {
  const source = fileURLToPath(new URL(`./${name}.cc`, import.meta.url));
  const program = `${FOLDER}/${name}${suffix}`;
  const built = statSync(program, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
  if (built > statSync(source).mtimeMs) return program;
  mkdirSync(FOLDER, { recursive: true });
  const flags = ['-std=c++20', '-O2', '-Wall', '-Wextra', '-o', program, source, ...more];
  const { status, error, stderr } = spawnSync(compiler, flags, { encoding: 'utf8' });
  if (status !== 0) throw error ?? new Error(`${compiler} could not make ${program}: ${stderr}`);
  return program;
}

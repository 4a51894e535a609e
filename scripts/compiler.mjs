// Finds the C++ compiler and turns sources into objects, in parallel and only where something changed.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** A problem that stops a build and that the user can fix: shown without a stack trace. */
export class BuildError extends Error {}

/** Runs a script's main function; a `BuildError` becomes its message on stderr and exit code 1. */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

const installHints = [
  'Install one, then run npm ci again:  Debian, Ubuntu: apt-get install g++   Fedora: dnf install gcc-c++',
  '  Alpine: apk add g++   macOS: xcode-select --install   (or name yours in the environment variable CXX)',
];

/** The C++ compiler: `CXX` when it is set, else the first of g++, c++ and clang++ that runs. */
export function findCompiler() {
  const chosen = process.env.CXX?.trim();
  const candidates = chosen ? [chosen] : ['g++', 'c++', 'clang++'];
  // CXX may contain several words, as in `ccache g++`.
  const found = candidates.map((name) => name.split(/\s+/)).find(([command]) => runs(command));
  if (found) return found;
  const problem = chosen
    ? `CXX names ${chosen}, which does not run here.`
    : `None of ${candidates.join(', ')} is here.`;
  throw new BuildError([`rxicmp: its native part needs a C++20 compiler. ${problem}`, ...installHints].join('\n'));
}

/** A cross compiler of mingw-w64 with POSIX threads; null when it is not installed. */
export function findCrossCompiler(prefix) {
  const name = `${prefix}-g++-posix`;
  return runs(name) ? [name] : null;
}

/**
 * Makes the library through which the addon finds Node-API's functions in the program that loads it, and returns its
 * path. The import is delayed, so that a hook may say which program that is.
 */
export async function nodeImportLibrary(prefix, folder) {
  const require = createRequire(import.meta.url);
  const { node_api_def: definition } = require('node-api-headers').def_paths;
  const library = join(folder, 'libnode_api.a');
  if (modified(library) > Math.max(modified(definition), modified('package-lock.json'))) return library;
  mkdirSync(join(root, folder), { recursive: true });
  const { code, text } = await run(`${prefix}-dlltool`, ['-d', definition, '-D', 'node.exe', '-y', library], {
    cwd: root,
  });
  if (code !== 0) throw new BuildError(`rxicmp: ${prefix}-dlltool could not make ${library}. ${text}`);
  return library;
}

/** A clang++, the only compiler with libFuzzer: by that name, or the newest of those with a version in their name. */
export function findClang() {
  const versions = Array.from({ length: 11 }, (_, i) => `clang++-${24 - i}`);
  const found = ['clang++', ...versions].find(runs);
  if (found) return [found];
  throw new BuildError('rxicmp: fuzzing needs clang++ 14 or newer with its runtime (.ci/run setup installs both).');
}

function runs(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** The folders of the Node-API headers, which come from npm so that nothing is downloaded at build time. */
export function headerFolders() {
  const require = createRequire(import.meta.url);
  try {
    return [require('node-api-headers').include_dir, dirname(require.resolve('node-addon-api/package.json'))];
  } catch {
    throw new BuildError('rxicmp: the Node-API headers are not installed. Run npm ci first.');
  }
}

/** Files of `native/<folder>` that end in `suffix`, as paths from the root, in a stable order. */
export function nativeFiles(folder, suffix) {
  const path = join('native', folder);
  return readdirSync(join(root, path))
    .filter((name) => name.endsWith(suffix))
    .sort()
    .map((name) => join(path, name));
}

/**
 * Compiles `sources` into `folder` and returns the objects. An object is kept while it is newer than its source, every
 * header, the lockfile (it pins the Node-API headers) and while the command that made it is the same.
 */
export async function compile({ compiler, flags, sources, folder }) {
  const commandFile = join(root, folder, 'command.json');
  const command = JSON.stringify([compiler, flags]);
  if (read(commandFile) !== command) rmSync(join(root, folder), { recursive: true, force: true });
  mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(commandFile, command);

  const headers = readdirSync(join(root, 'native'), { recursive: true }).filter((name) => name.endsWith('.h'));
  const shared = Math.max(...[...headers.map((name) => join('native', name)), 'package-lock.json'].map(modified));
  const jobs = sources.map((source) => ({
    source,
    object: join(folder, `${source.replaceAll(/[/\\]/g, '_').slice(0, -'.cc'.length)}.o`),
  }));
  const stale = jobs.filter(({ source, object }) => modified(object) <= Math.max(shared, modified(source)));
  await inParallel(stale, async ({ source, object }) => {
    console.log(`  ${source}`);
    await produce(compiler, object, [...flags, '-c', source]);
  });
  return jobs.map(({ object }) => object);
}

/**
 * Links `objects` into `output`, unless `output` is newer than all of them and was made of the same objects by the same
 * command.
 */
export async function link({ compiler, flags, objects, output }) {
  // The folder of `output`: several compilers may make it, each in its own folder.
  const stampFile = join(root, 'build', `${output.replaceAll(/[/\\]/g, '_')}.json`);
  const stamp = JSON.stringify([compiler, flags, objects]);
  if (read(stampFile) === stamp && modified(output) > Math.max(...objects.map(modified))) return;
  mkdirSync(dirname(join(root, output)), { recursive: true });
  await produce(compiler, output, [...objects, ...flags]);
  writeFileSync(stampFile, stamp);
}

/** Runs the compiler into a temporary file and renames it: a running process may have the old output mapped. */
async function produce([command, ...words], output, args) {
  const temporary = `${output}.${process.pid}.tmp`;
  const { code, text } = await run(command, [...words, ...args, '-o', temporary], { cwd: root });
  if (text) process.stderr.write(text);
  if (code !== 0) {
    rmSync(join(root, temporary), { force: true });
    throw new BuildError(`rxicmp: ${command} could not make ${output} (exit code ${code}).`);
  }
  renameSync(join(root, temporary), join(root, output));
}

/** Runs a program to its end and returns its exit code, or the signal that ended it, and what it printed. */
export function run(command, args, options) {
  return new Promise((resolvePromise, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let text = '';
    child.stdout?.on('data', (chunk) => (text += chunk));
    child.stderr?.on('data', (chunk) => (text += chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => resolvePromise({ code: code ?? signal, text }));
  });
}

/** Calls `work` on every item, with as many at a time as there are processors. */
export async function inParallel(items, work) {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

function modified(path) {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

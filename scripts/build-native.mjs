// Builds the addon into prebuilds/, where its loader finds it: for this machine, with `win32` for Windows, or with
// `all` for all that a release contains. With `win32 --again` only if it was built before, so that the tests find no
// stale addon.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  BuildError,
  compile,
  findCompiler,
  findCrossCompiler,
  link,
  nodeImportLibrary,
  root,
  run,
  runMain,
} from './compiler.mjs';
import { createRequire } from 'node:module';
import { host, released, target, targetOfZig } from './targets.mjs';
import { installZig } from './zig.mjs';

/** Builds for one machine by a compiler that is there. */
async function build({ sources, folder, compileFlags, linkFlags, prefix, output }, compiler) {
  console.log(`native: ${output}`);
  const objects = await compile({ compiler, flags: compileFlags, sources, folder });
  // Libraries stand behind what needs them.
  const libraries = prefix === null ? [] : [await nodeImportLibrary(prefix, folder)];
  await link({ compiler, flags: [...libraries, ...linkFlags], objects, output });
}

async function buildForWindows(onlyAgain) {
  const x64 = target({ platform: 'win32', arch: 'x64' });
  if (onlyAgain && !existsSync(join(root, x64.output))) return;
  const ia32 = target({ platform: 'win32', arch: 'ia32' });
  const compiler = findCrossCompiler(x64.prefix);
  if (compiler === null && onlyAgain) return;
  if (compiler === null) {
    throw new BuildError(
      'rxicmp: there is no cross compiler for Windows. Install one:  apt-get install g++-mingw-w64-x86-64-posix',
    );
  }
  await build(x64, compiler);
  const compilerOfIa32 = findCrossCompiler(ia32.prefix);
  if (compilerOfIa32 !== null) await build(ia32, compilerOfIa32);
}

/** Everything that a release contains. */
async function buildAll() {
  const zig = await installZig();
  for (const machine of released) {
    if (machine.zig !== null) await buildByZig(zig, machine);
    else await build(target(machine), crossCompilerOf(target(machine).prefix));
  }
}

async function buildByZig(zig, machine) {
  const { sources, folder, compileFlags, linkFlags, output } = targetOfZig(machine);
  console.log(`native: ${output}, for ${machine.zig}`);
  const objects = await compile({ compiler: [zig, 'c++'], flags: compileFlags, sources, folder });
  const libraries = machine.platform === 'win32' ? [await importLibraryByZig(zig, folder)] : [];
  await link({ compiler: [zig, 'c++'], flags: [...libraries, ...linkFlags], objects, output });
  // What it leaves for programs that link with the addon. There are none.
  const place = dirname(join(root, output));
  for (const name of readdirSync(place)) if (!name.endsWith('.node')) rmSync(join(place, name));
}

/** The library through which the addon finds Node-API's functions in node.exe. */
async function importLibraryByZig(zig, folder) {
  const { node_api_def: definition } = createRequire(import.meta.url)('node-api-headers').def_paths;
  const library = join(folder, 'node_api.lib');
  const args = ['dlltool', '-m', 'arm64', '-d', definition, '-D', 'node.exe', '-l', library];
  const { code, text } = await run(zig, args, { cwd: root });
  if (code !== 0) throw new BuildError(`rxicmp: zig dlltool could not make ${library}. ${text}`);
  return library;
}

function crossCompilerOf(prefix) {
  const compiler = findCrossCompiler(prefix);
  if (compiler !== null) return compiler;
  throw new BuildError(
    `rxicmp: there is no ${prefix}-g++-posix. Install it:  apt-get install g++-mingw-w64-x86-64-posix g++-mingw-w64-i686-posix`,
  );
}

await runMain(async () => {
  if (process.argv[2] === 'all') await buildAll();
  else if (process.argv[2] === 'win32') await buildForWindows(process.argv[3] === '--again');
  else await build(target(host()), findCompiler());
});

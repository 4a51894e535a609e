// Builds the addon into prebuilds/, where its loader finds it: for this machine, or with `win32` for Windows. With
// `win32 --again` only where it was built before: what the tests find there must not be of yesterday.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  BuildError,
  compile,
  findCompiler,
  findCrossCompiler,
  link,
  nodeImportLibrary,
  root,
  runMain,
} from './compiler.mjs';
import { host, target } from './targets.mjs';

/** Builds for one machine by a compiler that is there. */
async function build({ sources, folder, compileFlags, linkFlags, prefix, output }, compiler) {
  console.log(`native: ${output}`);
  const objects = await compile({ compiler, flags: compileFlags, sources, folder });
  // Libraries stand behind what needs them.
  const libraries = prefix === null ? [] : [await nodeImportLibrary(prefix, folder)];
  await link({ compiler, flags: [...libraries, ...linkFlags], objects, folder, output });
}

async function buildForWindows(onlyAgain) {
  const x64 = target({ platform: 'win32', arch: 'x64' });
  if (onlyAgain && !existsSync(join(root, x64.output))) return;
  // Compiled to keep it in shape, but not packed: nobody has run it.
  const ia32 = { ...target({ platform: 'win32', arch: 'ia32' }), output: 'build/win32-ia32/node.napi.node' };
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

await runMain(async () => {
  if (process.argv[2] === 'win32') await buildForWindows(process.argv[3] === '--again');
  else await build(target(host()), findCompiler());
});

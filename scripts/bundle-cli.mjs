// Makes the command, RxJS included: a small program that loads what a command needs when it is asked for, because Node takes
// longer to load hundreds of modules than a ping takes. Beside it are the licences of what it includes.
import { chmodSync, copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { BuildError, root } from './compiler.mjs';

const folder = join(root, 'dist', 'cli');
const modules = join(root, 'node_modules', 'rxjs', 'dist', 'esm');

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { main: 'src/cli/main.ts' },
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  // Else Node's condition chooses CommonJS, of which nothing can be left out.
  alias: {
    '#platform': join(root, 'src/drivers/platform.ts'),
    rxjs: join(modules, 'index.js'),
    'rxjs/testing': join(modules, 'testing', 'index.js'),
  },
  banner: { js: '// With other packages, under the licences in LICENSE.*.txt beside this file.' },
  minifySyntax: true,
  metafile: true,
  // All files lie in the folder from which main.js looks for the addon and for package.json.
  chunkNames: 'chunk-[hash]',
  outdir: folder,
});
chmodSync(join(folder, 'main.js'), 0o755);

/** The packages of which something is in the command. */
const included = Object.values(metafile.outputs).flatMap(({ inputs }) =>
  Object.keys(inputs).filter((path) => inputs[path].bytesInOutput > 0),
);
const names = included.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]);
for (const name of new Set(names.filter((one) => one !== undefined))) {
  const home = join(root, 'node_modules', name);
  const license = readdirSync(home).find((file) => /^(licence|license)(\.|$)/i.test(file));
  if (license === undefined) throw new BuildError(`${name} has no licence that the command could carry.`);
  copyFileSync(join(home, license), join(folder, `LICENSE.${name.replaceAll('/', '-')}.txt`));
}

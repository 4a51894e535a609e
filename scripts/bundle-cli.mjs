// Makes one file of the command, RxJS included: hundreds of modules take Node longer to load than a ping takes.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './compiler.mjs';

const folder = join(root, 'dist', 'cli');
const rxjs = join(root, 'node_modules', 'rxjs');
const modules = join(rxjs, 'dist', 'esm');

const { outputFiles } = await build({
  entryPoints: [join(root, 'src/cli/main.ts')],
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  // Otherwise Node's condition would choose CommonJS, of which esbuild can leave nothing out.
  alias: {
    '#platform': join(root, 'src/drivers/platform.ts'),
    rxjs: join(modules, 'index.js'),
    'rxjs/testing': join(modules, 'testing', 'index.js'),
  },
  banner: { js: '// With RxJS, under the license in LICENSE.rxjs.txt beside this file.' },
  minifySyntax: true,
  write: false,
  // The command looks for the addon and for package.json from the folder of main.js.
  outfile: join(folder, 'main.js'),
});
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'main.js'), outputFiles[0].contents, { mode: 0o755 });
copyFileSync(join(rxjs, 'LICENSE.txt'), join(folder, 'LICENSE.rxjs.txt'));

// Bundles the sources into the files of the library that are published beside the declarations in dist/types:
//
//   dist/node/rxicmp.cjs           the whole library as one CommonJS module: the one that holds the state in Node
//   dist/node/DOOR.cjs, DOOR.mjs   doors before it: an ES module in Node re-exports what `require` returns
//   dist/esm/DOOR.js, chunk-*.js   ES modules for browsers and bundlers
//
// The files lie two folders deep, as those of src/drivers do: from there they look for the addon.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { root } from './compiler.mjs';
import { doors, fileName, filesOf } from './doors.mjs';

const names = Object.keys(doors);
const write = (path, text) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

const common = {
  absWorkingDir: root,
  bundle: true,
  target: 'es2022',
  packages: 'external',
  sourcemap: true,
  // Otherwise esbuild would follow the paths that serve the project's own programs.
  tsconfigRaw: {},
  metafile: true,
  logLevel: 'warning',
};

/** @returns what each door exports. */
async function bundleModules() {
  const platforms = { platform: 'src/drivers/platform.ts', noPlatform: 'src/drivers/noPlatform.ts' };
  const { metafile } = await build({
    ...common,
    entryPoints: { ...Object.fromEntries(names.map((name) => [fileName(name), doors[name]])), ...platforms },
    outdir: 'dist/esm',
    format: 'esm',
    splitting: true,
    // The conditions of package.json choose the platform.
    external: ['#platform'],
  });
  return Object.fromEntries(
    names.map((name) => [name, metafile.outputs[filesOf(name).module.slice(2)].exports.sort()]),
  );
}

async function bundleCommonJs() {
  const member = (name) => JSON.stringify(fileName(name));
  await build({
    ...common,
    stdin: {
      contents: names
        .map((name) => `export * as ${member(name)} from ${JSON.stringify(`./${doors[name]}`)};`)
        .join('\n'),
      resolveDir: root,
    },
    outfile: 'dist/node/rxicmp.cjs',
    format: 'cjs',
    platform: 'node',
    external: ['*.node'],
    alias: { '#platform': join(root, 'src/drivers/platform.ts') },
    define: { 'import.meta.url': 'undefined' },
    plugins: [plainRequire],
  });
}

/** As CommonJS it has a `require`, so tools that collect files can follow the paths of the addon. */
const plainRequire = {
  name: 'plain require',
  setup({ onLoad }) {
    onLoad({ filter: /addonFiles[.]ts$/ }, ({ path }) => {
      const contents = readFileSync(path, 'utf8').replace(/^import .* as require .*$/m, '');
      return { contents, loader: 'ts' };
    });
  },
};

function writeDoors(exported) {
  for (const name of names) {
    const { commonJs, moduleOfNode, typesOfModule, types } = filesOf(name);
    const member = JSON.stringify(fileName(name));
    write(commonJs, `'use strict';\nmodule.exports = require('./rxicmp.cjs')[${member}];\n`);
    const list = exported[name].map((one) => `  ${one},\n`).join('');
    // It requires and does not import: for an import Node would first read the whole file to find the names that stand
    // here. That takes as long as loading RxJS.
    write(
      moduleOfNode,
      "import { createRequire } from 'node:module';\n\n" +
        'const require = createRequire(import.meta.url);\n\n' +
        `export const {\n${list}} = require('./${fileName(name)}.cjs');\n`,
    );
    write(typesOfModule, `export * from './${types.split('/').at(-1).replace('.d.ts', '.js')}';\n`);
  }
}

/**
 * The declarations are those of CommonJS, which an ES module may import too: so there is one copy of each type. They
 * name no package import, which older resolutions do not know, and no private member, because with one a class would be
 * a different type in each release.
 */
function mendDeclarations() {
  const folder = join(root, 'dist', 'types');
  write('dist/types/package.json', '{ "type": "commonjs" }\n');
  for (const path of readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.d.ts'))) {
    const file = join(folder, path);
    const platform = relative(dirname(file), join(folder, 'drivers/platform.js'));
    const text = readFileSync(file, 'utf8');
    const mended = text
      .replaceAll("'#platform'", `'${platform.startsWith('.') ? platform : `./${platform}`}'`)
      .replaceAll(/^ +#private;\n/gm, '');
    if (mended !== text) writeFileSync(file, mended);
  }
}

mendDeclarations();
writeDoors(await bundleModules());
await bundleCommonJs();

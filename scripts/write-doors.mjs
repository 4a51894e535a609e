// Writes into package.json, tsconfig.json and tsconfig.rxjs.json what they have to say of each door. With --check it only tells whether they do.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { BuildError, root, runMain } from './compiler.mjs';
import { built, doors, specifier } from './doors.mjs';

const list = Object.entries(doors);

/** Beside the doors there are files of the package that people name. */
function exportsOfPackage() {
  return {
    ...Object.fromEntries(
      list.map(([name, source]) => [name, { types: `${built(source)}.d.ts`, default: `${built(source)}.js` }]),
    ),
    './scenario.schema.json': './dist/scenario.schema.json',
    // Where a bundle of somebody's looks for the addon.
    './prebuilds/*': './prebuilds/*',
    './package.json': './package.json',
  };
}

/** The project's own programs import the sources. */
function pathsOfTypeScript() {
  return Object.fromEntries(list.map(([name, source]) => [specifier(name), [`./${source}`]]));
}

async function rewrite(name, change) {
  const file = join(root, name);
  const before = readFileSync(file, 'utf8');
  const value = JSON.parse(before);
  change(value);
  const after = await format(JSON.stringify(value, null, 2), { ...(await resolveConfig(file)), filepath: file });
  if (after === before) return;
  if (process.argv[2] === '--check') {
    throw new BuildError(`doors: ${name} does not say what scripts/doors.mjs says. Run:  npm run doors`);
  }
  writeFileSync(file, after);
  console.log(`doors: ${name}`);
}

await runMain(async () => {
  await rewrite('package.json', (value) => {
    value.exports = exportsOfPackage();
  });
  for (const name of ['tsconfig.json', 'tsconfig.rxjs.json']) {
    await rewrite(name, ({ compilerOptions: options }) => {
      const others = Object.entries(options.paths).filter(([path]) => !path.startsWith('rxicmp'));
      options.paths = { ...Object.fromEntries(others), ...pathsOfTypeScript() };
    });
  }
});

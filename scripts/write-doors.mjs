// Writes each door into package.json, tsconfig.json and tsconfig.rxjs.json. With --check it only says whether they are
// up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { BuildError, root, runMain } from './compiler.mjs';
import { doors, fileName, filesOf, specifier } from './doors.mjs';

const list = Object.entries(doors);

/**
 * A bundler takes the ES modules, also for Node: only they can be packed without unused code. Node itself does not
 * know the condition `module`: it has one copy of the library, whether it is imported or required.
 */
function conditionsOf({ types, typesOfModule, commonJs, moduleOfNode, module }) {
  return {
    import: { types: typesOfModule, module, node: moduleOfNode, default: module },
    require: { types, module, default: commonJs },
    default: module,
  };
}

/** The doors for TypeScript's older resolution, which does not read `exports`. */
function typesVersions() {
  const others = Object.keys(doors).filter((name) => name !== '.');
  return { '*': Object.fromEntries(others.map((name) => [fileName(name), [filesOf(name).types]])) };
}

/** The doors, and the other files of the package that users name. */
function exportsOfPackage() {
  return {
    ...Object.fromEntries(Object.keys(doors).map((name) => [name, conditionsOf(filesOf(name))])),
    './scenario.schema.json': './dist/scenario.schema.json',
    './output.schema.json': './dist/output.schema.json',
    // A user's bundle looks for the addon here.
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
    value.typesVersions = typesVersions();
  });
  for (const name of ['tsconfig.json', 'tsconfig.rxjs.json']) {
    await rewrite(name, ({ compilerOptions: options }) => {
      const others = Object.entries(options.paths).filter(([path]) => !path.startsWith('rxicmp'));
      options.paths = { ...Object.fromEntries(others), ...pathsOfTypeScript() };
    });
  }
});

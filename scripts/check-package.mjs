// Packs what was built (with --release all that a release has), checks that the right files are in the tarball, and uses it as an installed package.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { addonProblems } from './addon-gates.mjs';
import { brokenLinks } from './broken-links.mjs';
import { BuildError, root, runMain } from './compiler.mjs';
import { doors, filesOf, specifier } from './doors.mjs';
import { released, target } from './targets.mjs';

const names = Object.keys(doors);
const folder = join(root, 'build', 'package');
const consumer = join(folder, 'consumer');
const installed = join(consumer, 'node_modules', 'rxicmp');
const pages = ['CHANGELOG.md', 'CONTRIBUTING.md', 'README.ko.md', 'README.md', 'README.zh-CN.md', 'SECURITY.md'];
const fixed = [
  ...pages,
  'LICENSE',
  'package.json',
  'dist/scenario.schema.json',
  'dist/output.schema.json',
  'dist/rxicmp.1',
  'grafana/rxicmp.json',
  'prometheus/rules.yml',
];
const cli = ['dist/cli/main.js', 'dist/cli/LICENSE.rxjs.txt', 'dist/cli/LICENSE.tslib.txt'];
const chunk = /^dist\/(esm\/chunk-[A-Z\d]+\.js(\.map)?|cli\/chunk-[A-Z\d]+\.js)$/;
const prebuild = /^prebuilds\/[a-z\d]+-[a-z\d]+\/node\.napi(\.glibc|\.musl)?\.node$/;

function command(file, args, options) {
  const { status, stdout, error } = spawnSync(file, args, { cwd: root, encoding: 'utf8', ...options });
  if (status !== 0)
    throw new BuildError(`package: ${[file, ...args].join(' ')} failed. ${stdout ?? error?.message ?? ''}`);
  return stdout;
}

/** Runs the command-line program of a development dependency. */
const tool = (name, args) => command(process.execPath, [join('node_modules', name), ...args], { stdio: 'inherit' });

/**
 * What must be in the tarball and nothing else: a declaration for each source of the library, its bundles, the command, the addon,
 * the pages and pictures of docs, and what stands beside them.
 */
function checkFiles(files) {
  const sources = readdirSync(join(root, 'src'), { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .filter((name) => !name.startsWith(`cli${sep}`));
  const types = sources.map((name) => `dist/types/${name.slice(0, -'.ts'.length)}.d.ts`);
  const maps = ['dist/node/rxicmp.cjs', ...['platform', 'noPlatform'].map((name) => `dist/esm/${name}.js`)];
  const ofDoors = names.map(filesOf).flatMap(({ module, commonJs, moduleOfNode, typesOfModule }) => {
    maps.push(module.slice(2));
    return [commonJs, moduleOfNode, typesOfModule].map((path) => path.slice(2));
  });
  const built = [...types, 'dist/types/package.json', ...ofDoors, ...maps.flatMap((path) => [path, `${path}.map`])];
  const docs = ['docs', 'docs/marbles'].flatMap((place) =>
    readdirSync(join(root, place))
      .filter((name) => /[.](md|svg)$/.test(name))
      .map((name) => `${place}/${name}`),
  );
  const expected = new Set([...fixed, ...docs, ...built, ...cli]);
  const missing = [...expected].filter((name) => !files.includes(name));
  const surplus = files.filter((name) => !expected.has(name) && !prebuild.test(name) && !chunk.test(name));
  if (!files.some((name) => prebuild.test(name))) missing.push('prebuilds/*/node.napi*.node');
  if (missing.length + surplus.length > 0) {
    throw new BuildError(
      [
        'package: the packed files are not the ones that should be.',
        ...missing.map((name) => `  missing: ${name}`),
        ...surplus.map((name) => `  surplus: ${name}`),
      ].join('\n'),
    );
  }
}

const RELEASE_LIMITS = { binaries: 1_200_000, whole: 2_500_000 };

/** A release has an addon for every target, each fit to be published. A checkout has the addons that it has built. */
function checkRelease(files, size) {
  const addons = files.filter((name) => prebuild.test(name));
  const missing = released.map((machine) => target(machine).output).filter((name) => !addons.includes(name));
  const packed = gzipSync(Buffer.concat(addons.map((name) => readFileSync(join(installed, name)))), {
    level: 9,
  }).length;
  const problems = [
    ...missing.map((name) => `${name} is missing`),
    ...addons.flatMap((name) => addonProblems(installed, name)),
    ...(packed > RELEASE_LIMITS.binaries ? [`the addons are ${packed} bytes when packed`] : []),
    ...(size > RELEASE_LIMITS.whole ? [`the package is ${size} bytes when packed`] : []),
  ];
  if (problems.length > 0) throw new BuildError(['package: this is no release.', ...problems].join('\n  '));
  console.log(`package: ${addons.length} addons, ${Math.round(packed / 1024)} KiB packed`);
}

/** The links of a page have to work inside the package. */
function checkLinks(files) {
  const broken = brokenLinks(
    installed,
    files.filter((name) => name.endsWith('.md')),
  );
  if (broken.length > 0) throw new BuildError(['package: these links lead nowhere within it.', ...broken].join('\n  '));
}

/** A user's program: every door, without Node's types, and with our declarations checked. */
const program = `
${names.map((name, i) => `import * as door${i} from '${specifier(name)}';`).join('\n')}
export const counts: readonly number[] = [${names.map((_, i) => `door${i}`)}].map((door) => Object.keys(door).length);
if (counts.includes(0)) throw new Error('A door exports nothing: ' + counts.join(', '));
`;

/** Both copies of the declarations are one: what was imported fits what was required, in both directions, class by class. */
const types = names
  .map(
    (name, i) => `
import * as imported${i} from '${specifier(name)}';
import required${i} = require('${specifier(name)}');
{
  let module: typeof imported${i} = required${i};
  let commonJs: typeof required${i} = imported${i};
  type Instances<T> = { [K in keyof T as T[K] extends abstract new (...args: never) => unknown ? K : never]: T[K] extends abstract new (...args: never) => infer I ? I : never };
  let instances: Instances<typeof imported${i}> = undefined! as Instances<typeof required${i}>;
  let back: Instances<typeof required${i}> = instances;
  void [module, commonJs, back];
}`,
  )
  .join('\n');

/** `import` and `require` have to give the same values. */
const copies = `
const imported = await Promise.all(${JSON.stringify(names.map(specifier))}.map((name) => import(name)));
const require = (await import('node:module')).createRequire(import.meta.url);
for (const [i, name] of ${JSON.stringify(names.map(specifier))}.entries()) {
  const required = require(name);
  const keys = Object.keys(required).sort();
  if (keys.join() !== Object.keys(imported[i]).sort().join()) throw new Error('import and require of ' + name + ' differ.');
  for (const key of keys) if (required[key] !== imported[i][key]) throw new Error(name + ' has two copies of ' + key);
}`;
const compilerOptions = {
  target: 'es2022',
  lib: ['es2023', 'dom'],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
};

function install(tarball) {
  mkdirSync(installed, { recursive: true });
  command('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
}

function useAsInstalled() {
  writeFileSync(join(consumer, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(consumer, 'main.ts'), program);
  writeFileSync(join(consumer, 'types.mts'), types);
  writeFileSync(join(consumer, 'copies.mjs'), copies);
  for (const [module, moduleResolution, more, files] of [
    ['commonjs', 'node10', { ignoreDeprecations: '6.0', noEmit: true }, ['main.ts']],
    ['esnext', 'bundler', {}, ['main.ts']],
    ['nodenext', 'nodenext', {}, ['main.ts', 'types.mts']],
  ]) {
    const config = join(consumer, `tsconfig.${moduleResolution}.json`);
    const options = { ...compilerOptions, ...more, module, moduleResolution };
    writeFileSync(config, JSON.stringify({ compilerOptions: options, files }));
    tool('typescript/bin/tsc', ['-p', config]);
  }
  for (const name of ['main.js', 'copies.mjs']) command(process.execPath, [join(consumer, name)], { stdio: 'inherit' });
}

await runMain(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const [packed] = JSON.parse(command('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]));
  const tarball = join(folder, packed.filename);
  const files = packed.files.map(({ path }) => path);
  checkFiles(files);
  install(tarball);
  checkLinks(files);
  if (process.argv.includes('--release')) checkRelease(files, packed.size);
  tool('publint/src/cli.js', ['run', tarball, '--strict']);
  tool('@arethetypeswrong/cli/dist/index.js', [
    tarball,
    '--exclude-entrypoints',
    './scenario.schema.json',
    './output.schema.json',
    './prebuilds/*',
  ]);
  useAsInstalled();
  console.log(
    `package: ${packed.filename}, ${packed.files.length} files, ${Math.round(packed.size / 1024)} KiB packed`,
  );
});

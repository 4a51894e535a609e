// Packs what was built, checks that the right files are in the tarball, and uses it as an installed package.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { brokenLinks } from './broken-links.mjs';
import { BuildError, root, runMain } from './compiler.mjs';
import { doors, specifier } from './doors.mjs';

const folder = join(root, 'build', 'package');
const consumer = join(folder, 'consumer');
const installed = join(consumer, 'node_modules', 'rxicmp');
const pages = ['CHANGELOG.md', 'CONTRIBUTING.md', 'README.md', 'SECURITY.md'];
const fixed = [...pages, 'LICENSE', 'package.json', 'dist/scenario.schema.json'];
const cli = ['dist/cli/main.js', 'dist/cli/LICENSE.rxjs.txt'];
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
 * What must be in the tarball and nothing else: two files for each source of the library, the command in one, the addon,
 * the pages and pictures of docs, and what stands beside them.
 */
function checkFiles(files) {
  const sources = readdirSync(join(root, 'src'), { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .filter((name) => !name.startsWith(`cli${sep}`));
  const built = sources.flatMap((name) => ['.js', '.d.ts'].map((end) => `dist/${name.slice(0, -'.ts'.length)}${end}`));
  const docs = readdirSync(join(root, 'docs'))
    .filter((name) => /[.](md|svg)$/.test(name))
    .map((name) => `docs/${name}`);
  const expected = new Set([...fixed, ...docs, ...built, ...cli]);
  const missing = [...expected].filter((name) => !files.includes(name));
  const surplus = files.filter((name) => !expected.has(name) && !prebuild.test(name));
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

/** Whoever reads a page of the package may follow its links there. */
function checkLinks(files) {
  const broken = brokenLinks(
    installed,
    files.filter((name) => name.endsWith('.md')),
  );
  if (broken.length > 0) throw new BuildError(['package: these links lead nowhere within it.', ...broken].join('\n  '));
}

/** A user's program: every door, without Node's types, and with our declarations checked. */
const names = Object.keys(doors);
const program = `
${names.map((name, i) => `import * as door${i} from '${specifier(name)}';`).join('\n')}
export const counts: readonly number[] = [${names.map((_, i) => `door${i}`)}].map((door) => Object.keys(door).length);
if (counts.includes(0)) throw new Error('A door exports nothing: ' + counts.join(', '));
`;
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
  for (const [module, moduleResolution] of [
    ['esnext', 'bundler'],
    ['nodenext', 'nodenext'],
  ]) {
    const config = join(consumer, `tsconfig.${moduleResolution}.json`);
    writeFileSync(config, JSON.stringify({ compilerOptions: { ...compilerOptions, module, moduleResolution } }));
    tool('typescript/bin/tsc', ['-p', config]);
  }
  command(process.execPath, [join(consumer, 'main.js')], { stdio: 'inherit' });
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
  tool('publint/src/cli.js', ['run', tarball, '--strict']);
  tool('@arethetypeswrong/cli/dist/index.js', [tarball, '--profile', 'esm-only']);
  useAsInstalled();
  console.log(
    `package: ${packed.filename}, ${packed.files.length} files, ${Math.round(packed.size / 1024)} KiB packed`,
  );
});

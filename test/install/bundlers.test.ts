import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeInstalled, newcomer, type Newcomer, oldestNode, tool } from './newcomer.ts';
import { answered, imports } from './programs.ts';

/** What makes out/ of main.mjs: files that configure it, and what Node is called with. */
type Bundler = (isExternal: boolean) => { readonly files?: Record<string, string>; readonly args: readonly string[] };

const esbuild =
  (format: 'cjs' | 'esm'): Bundler =>
  (isExternal) => ({
    args: [
      tool('esbuild/bin/esbuild'),
      ...['main.mjs', '--bundle', '--platform=node', `--format=${format}`, '--log-level=warning'],
      `--outfile=out/main.${format === 'cjs' ? 'cjs' : 'mjs'}`,
      ...(isExternal ? ['--external:rxicmp'] : []),
    ],
  });

const webpack: Bundler = (isExternal) => ({
  files: {
    'build.cjs': `require('${tool('webpack')}')(
  {
    mode: 'production',
    target: 'node',
    context: __dirname,
    entry: './main.mjs',
    output: { path: __dirname + '/out', filename: 'main.cjs' },
    externals: ${isExternal ? "{ rxicmp: 'commonjs rxicmp' }" : '{}'},
  },
  (error, stats) => {
    const problems = error ?? (stats.hasErrors() || stats.hasWarnings() ? stats.toString('errors-warnings') : null);
    if (problems !== null) throw new Error(problems);
  },
);`,
  },
  args: ['build.cjs'],
});

const rollup: Bundler = (isExternal) => ({
  files: {
    'rollup.config.mjs': `import { createRequire } from 'node:module';
const require = createRequire('${tool('.')}');
const { nodeResolve } = require('@rollup/plugin-node-resolve');
const commonjs = require('@rollup/plugin-commonjs');
export default {
  input: 'main.mjs',
  output: { file: 'out/main.mjs' },
  external: [${isExternal ? "'rxicmp', " : ''}/^node:/],
  plugins: [nodeResolve({ exportConditions: ['node'] }), commonjs()],
};`,
  },
  args: [tool('rollup/dist/bin/rollup'), '--config', '--silent'],
});

const vite: Bundler = (isExternal) => ({
  files: {
    'vite.config.mjs': `export default { ${isExternal ? '' : 'ssr: { noExternal: true }, '}build: { outDir: 'out' } };`,
  },
  args: [tool('vite/bin/vite.js'), 'build', '--ssr', 'main.mjs', '--logLevel', 'warn'],
});

const bundlers: Readonly<Record<string, Bundler>> = {
  'esbuild, as an ES module': esbuild('esm'),
  'esbuild, as CommonJS': esbuild('cjs'),
  webpack,
  rollup,
  'Vite for SSR': vite,
};

/** Bundles main.mjs. @returns the project, and the bundle's name in its folder out. */
async function bundled(bundler: Bundler, isExternal: boolean): Promise<Newcomer & { readonly main: string }> {
  const { files, args } = bundler(isExternal);
  const project = newcomer({ 'main.mjs': imports, ...files });
  expect(await project.run(oldestNode, args)).toMatchObject({ code: 0, stderr: '' });
  const main = readdirSync(join(project.folder, 'out')).find((name) => name.startsWith('main.'));
  return { ...project, main: main! };
}

describeInstalled('what is bundled by', ({ project }) => {
  for (const [name, bundler] of Object.entries(bundlers)) {
    it(`${name} pings with the package kept out`, async () => {
      const { run, main } = await bundled(bundler, true);
      expect(await run(oldestNode, [join('out', main)])).toEqual(answered);
    });

    it(`${name} says what to do where the package is not, and pings once prebuilds lie beside`, async () => {
      const { folder, main } = await bundled(bundler, false);
      const elsewhere = newcomer({}, 'none');
      cpSync(join(folder, 'out'), elsewhere.folder, { recursive: true });
      const { code, stderr } = await elsewhere.run(oldestNode, [main]);
      expect(code, stderr).toBe(1);
      expect(stderr).toContain('Fix: keep rxicmp out of the bundle');
      cpSync(join(project, 'node_modules/rxicmp/prebuilds'), join(elsewhere.folder, 'prebuilds'), { recursive: true });
      expect(await elsewhere.run(oldestNode, [main])).toEqual(answered);
    });
  }
});

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/** The project's folder. */
export const root = fileURLToPath(new URL('../../', import.meta.url));
const sources = join(root, 'src');

/**
 * Makes one script of a module's `cases` and all that it needs, from the sources. It lies two folders deep in the
 * project, as the drivers do, which look for the addon from there.
 *
 * @param module its path in test/wine.
 */
export function bundle(module: string): string {
  const path = join(root, 'build', 'wine', `${module.replace(/\W+/g, '-')}.${process.pid}.cjs`);
  buildSync({
    stdin: {
      contents: `import { cases } from './${module}';
        import { runCases } from './runCases.ts';
        const settings = JSON.parse(process.env.RXICMP_TEST_SETTINGS);
        Promise.resolve(typeof cases === 'function' ? cases(settings) : cases).then(runCases);`,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
      loader: 'ts',
    },
    outfile: path,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['koffi', 'node-gyp-build'],
    sourcemap: 'inline',
    alias: {
      '#platform': join(sources, 'drivers/platform.ts'),
      rxicmp: join(sources, 'index.ts'),
      'rxicmp/icmpapi': join(sources, 'icmpapi/index.ts'),
      'rxicmp/testing': join(sources, 'testing/index.ts'),
    },
    define: { 'import.meta.url': 'bundleUrl' },
    banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
    logLevel: 'error',
  });
  return path;
}

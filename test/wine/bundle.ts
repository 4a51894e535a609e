import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { doors, specifier } from '../../scripts/doors.mjs';

/** The project's folder. */
export const root = fileURLToPath(new URL('../../', import.meta.url));
const sources = join(root, 'src');

/**
 * Makes one script of TypeScript and all that it needs, from the sources. It lies two folders deep in the project, as
 * the drivers do, which look for the addon from there.
 *
 * @param contents seen from test/wine.
 */
export function bundle(name: string, contents: string): string {
  const path = join(root, 'build', 'wine', `${name.replace(/\W+/g, '-')}.${process.pid}.cjs`);
  buildSync({
    stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)), loader: 'ts' },
    outfile: path,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['koffi'],
    sourcemap: 'inline',
    alias: {
      '#platform': join(sources, 'drivers/platform.ts'),
      ...Object.fromEntries(Object.entries(doors).map(([name, source]) => [specifier(name), join(root, source)])),
    },
    define: { 'import.meta.url': 'bundleUrl' },
    banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
    logLevel: 'error',
  });
  return path;
}

import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/** Node 20 runs no TypeScript in a worker: a worker of the lab and what it imports become one script. */
export function bundleWorker(file: string): string {
  const built = buildSync({
    entryPoints: [fileURLToPath(new URL(file, import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['koffi'],
    write: false,
  });
  return built.outputFiles[0]!.text;
}

import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { doors, specifier } from './scripts/doors.mjs';

const project = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What needs a cross build for Windows, or Wine: a lane of its own. */
const win32 = ['test/wine/**/*.test.ts'];

/** What needs the tools of other people: a lane of its own. */
const install = ['test/install/**/*.test.ts'];

/** What needs Prometheus: a lane of its own. */
const prometheus = ['test/prometheus/**/*.test.ts'];

/** What needs the addons of a release: a lane of its own. */
const targets = ['test/targets/**/*.test.ts'];

export default defineConfig({
  resolve: {
    // Tests import the doors as a user does, and get the sources instead of what was built from them.
    alias: [
      { find: /^#platform$/, replacement: project('src/drivers/platform.ts') },
      ...Object.entries(doors).map(([name, source]) => ({
        find: new RegExp(`^${specifier(name)}$`),
        replacement: project(source),
      })),
    ],
  },
  test: {
    // A process for each file: a test may move its own process into a network namespace or drop its uid.
    pool: 'forks',
    isolate: true,
    // More than there are processors: most of the time is spent waiting.
    maxWorkers: 2 * availableParallelism(),
    // Far above what any test takes: a bound for hangs, so that a slow machine fails nothing.
    testTimeout: 180_000,
    hookTimeout: 240_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'main',
          provide: { rxjs: 'rxjs' },
          include: ['test/**/*.test.ts'],
          exclude: [...win32, ...install, ...prometheus, ...targets],
          typecheck: {
            enabled: true,
            include: ['test/types/**/*.test-d.ts'],
            tsconfig: 'tsconfig.types.json',
          },
        },
      },
      // With the oldest RxJS that a user may have beside this package: every Observable and operator.
      {
        extends: true,
        resolve: { alias: [{ find: /^rxjs(?=$|\/)/, replacement: project('node_modules/rxjs-oldest') }] },
        test: {
          name: 'rxjs-oldest',
          provide: { rxjs: 'rxjs-oldest' },
          include: ['test/marbles/*.test.ts', 'test/package/rxjs.test.ts'],
        },
      },
      { extends: true, test: { name: 'win32', include: win32 } },
      // Compilers and bundlers take their time on a busy machine.
      {
        extends: true,
        test: { name: 'install', include: install, globalSetup: 'test/install/setUp.ts', testTimeout: 240_000 },
      },
      { extends: true, test: { name: 'prometheus', include: prometheus } },
      { extends: true, test: { name: 'targets', include: targets, globalSetup: 'test/targets/setUp.ts' } },
    ],
  },
});

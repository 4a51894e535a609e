import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const src = (path: string) => fileURLToPath(new URL(`src/${path}`, import.meta.url));

export default defineConfig({
  resolve: {
    // Tests import the doors as a user does, and get the sources instead of what was built from them.
    alias: [
      { find: /^#platform$/, replacement: src('drivers/platform.ts') },
      { find: /^rxicmp$/, replacement: src('index.ts') },
      { find: /^rxicmp\/(icmpapi|testing)$/, replacement: src('$1/index.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    // A process for each file: a test may move its own process into a network namespace or drop its uid.
    pool: 'forks',
    isolate: true,
    // Most of the time is spent waiting, also on a machine of two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Far above what any test takes: a bound for hangs, so that a slow machine fails nothing.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    typecheck: {
      enabled: true,
      include: ['test/types/**/*.test-d.ts'],
      tsconfig: 'tsconfig.types.json',
    },
  },
});

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

/** A small house that keeps every rule of .dependency-cruiser.mjs. */
const house: Record<string, string[]> = {
  'package.json': [
    '{ "dependencies": { "rxjs": "*", "koffi": "*", "prom-client": "*", "@opentelemetry/api": "*", "other": "*" } }',
  ],
  'tsconfig.json': ['{ "compilerOptions": { "paths": { "#platform": ["./src/drivers/platform.ts"] } } }'],
  'node_modules/rxjs/index.js': [],
  'node_modules/koffi/index.js': [],
  'prebuilds/addon.node': [],
  'node_modules/other/index.js': [],
  'node_modules/prom-client/index.js': [],
  'node_modules/@opentelemetry/api/index.js': [],
  'examples/example.ts': [],
  'src/errors.ts': [],
  'src/wire/decode.ts': ["import '../errors.ts';"],
  'src/wire/encode.ts': ["import '../checks/checkTime.ts';"],
  'src/checks/checkTime.ts': ["import '../errors.ts';"],
  'src/icmpapi/icmpapi.ts': ["import '../errors.ts';"],
  'src/icmpapi/index.ts': ["export * from './icmpapi.ts';"],
  'src/drivers/koffi.ts': ["import './koffi/loadKoffi.ts';"],
  'src/drivers/koffi/loadKoffi.ts': ["import('koffi');"],
  'src/drivers/loadAddon.ts': ["import './loadAddon/addonFiles.ts';"],
  'src/drivers/loadAddon/addonFiles.ts': [],
  'src/drivers/platform.ts': ["import 'node:net';", "import './koffi.ts';", "import './loadAddon.ts';"],
  'src/observables/probe.ts': [
    "import 'rxjs';",
    "import '#platform';",
    "import type { I } from '../icmpapi/icmpapi.ts';",
  ],
  'src/observables/probe/sendEcho.ts': [],
  'src/observables/sweep.ts': ["import './sweep/sweeper.ts';", "import './probe/sendEcho.ts';"],
  'src/observables/sweep/sweeper.ts': ["import '../probe/sendEcho.ts';"],
  'src/testing/network.ts': ["import 'rxjs';", "import '../wire/decode.ts';"],
  'src/testing/index.ts': ["export * from './network.ts';"],
  'src/operators/retry.ts': ["import 'rxjs';", "import '../observables/probe.ts';"],
  'src/operators/sweepEvery.ts': ["import '../observables/sweep/sweeper.ts';"],
  'src/operators/statistics.ts': ["import './statistics/runningStatistics.ts';"],
  'src/operators/statistics/runningStatistics.ts': [],
  'src/metrics/collectMetrics.ts': ["import '../operators/retry.ts';"],
  'src/metrics/index.ts': ["export * from './collectMetrics.ts';"],
  'src/prom-client/registerMetrics.ts': ["import 'prom-client';", "import '../metrics/collectMetrics.ts';"],
  'src/opentelemetry/observeMetrics.ts': ["import '@opentelemetry/api';"],
  'src/index.ts': ["export * from './operators/retry.ts';"],
  'src/cli/format.ts': [],
  'src/cli/main.ts': [
    "import 'node:util';",
    "import 'rxjs';",
    "import './format.ts';",
    "import '../testing/index.ts';",
  ],
};

/** One wrong import each: the file, what it imports, and the rules that must say so. */
const plants: readonly (readonly [from: string, imported: string, rules: readonly string[]])[] = [
  ['src/wire/decode.ts', '../icmpapi/icmpapi.ts', ['floor-0-only-down']],
  ['src/errors.ts', './icmpapi/icmpapi.ts', ['floor-0-only-down']],
  ['src/checks/checkTime.ts', '../icmpapi/icmpapi.ts', ['floor-0-only-down']],
  ['src/icmpapi/icmpapi.ts', '../drivers/koffi.ts', ['floor-1-only-down', 'platform-by-its-name']],
  ['src/icmpapi/icmpapi.ts', '#platform', ['floor-1-only-down']],
  ['src/drivers/koffi.ts', '../observables/probe.ts', ['floor-2-only-down']],
  ['src/observables/probe.ts', '../operators/retry.ts', ['floor-3-only-down']],
  ['src/testing/network.ts', '../operators/retry.ts', ['floor-3-only-down']],
  ['src/operators/retry.ts', '../icmpapi/index.ts', ['floor-4-only-down']],
  ['src/operators/retry.ts', '../metrics/collectMetrics.ts', ['floor-4-only-down']],
  ['src/metrics/collectMetrics.ts', './index.ts', ['floor-5-only-down']],
  ['src/index.ts', './cli/format.ts', ['floor-6-only-down']],
  ['src/observables/probe.ts', './sweep/sweeper.ts', ['observables-sweep-by-its-door']],
  ['src/observables/probe/sendEcho.ts', '../sweep/sweeper.ts', ['observables-sweep-by-its-door']],
  ['src/operators/retry.ts', './statistics/runningStatistics.ts', ['operators-statistics-by-its-door']],
  ['src/index.ts', './observables/sweep/sweeper.ts', ['observables-sweep-by-its-door']],
  ['src/stray.ts', './errors.ts', ['every-file-has-a-floor']],
  ['src/wire/encode.ts', 'rxjs', ['rxjs-from-floor-3']],
  ['src/icmpapi/icmpapi.ts', 'rxjs', ['rxjs-from-floor-3']],
  ['src/drivers/platform.ts', 'rxjs', ['rxjs-from-floor-3']],
  ['src/wire/encode.ts', 'node:buffer', ['node-in-drivers-and-cli']],
  ['src/icmpapi/icmpapi.ts', 'node:net', ['node-in-drivers-and-cli']],
  ['src/observables/probe.ts', 'dns', ['node-in-drivers-and-cli']],
  ['src/testing/network.ts', 'node:events', ['node-in-drivers-and-cli']],
  ['src/operators/retry.ts', 'node:timers', ['node-in-drivers-and-cli']],
  ['src/index.ts', 'node:os', ['node-in-drivers-and-cli']],
  ['src/operators/retry.ts', '../drivers/platform.ts', ['platform-by-its-name']],
  ['src/testing/network.ts', '../observables/probe.ts', ['testing-without-observables']],
  ['src/observables/probe.ts', '../testing/network.ts', ['testing-by-its-door']],
  ['src/index.ts', './testing/index.ts', ['testing-by-its-door']],
  ['src/cli/main.ts', '../observables/probe.ts', ['cli-by-the-doors']],
  ['src/cli/main.ts', '#platform', ['cli-by-the-doors']],
  ['src/observables/probe.ts', 'koffi', ['koffi-in-its-driver']],
  ['src/drivers/koffi.ts', 'koffi', ['koffi-in-its-driver']],
  ['src/drivers/platform.ts', '../../prebuilds/addon.node', ['addon-in-its-loader', 'stays-in-src']],
  ['src/drivers/platform.ts', './loadAddon/addonFiles.ts', ['drivers-loadAddon-by-its-door']],
  ['src/metrics/collectMetrics.ts', 'prom-client', ['prom-client-in-its-door']],
  ['src/metrics/collectMetrics.ts', '@opentelemetry/api', ['opentelemetry-in-its-door']],
  ['src/operators/retry.ts', 'other', ['no-other-package']],
  ['src/wire/encode.ts', '../../examples/example.ts', ['stays-in-src']],
  ['src/wire/encode.ts', './nowhere.ts', ['resolvable']],
];

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'rxicmp-floors-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Builds the house with wrong imports in it and returns what the rules say, as `file: rule`. */
function inspect(name: string, wrong: readonly (readonly [from: string, statement: string])[]): string[] {
  const home = join(folder, name);
  for (const path of new Set([...Object.keys(house), ...wrong.map(([from]) => from)])) {
    const planted = wrong.filter(([from]) => from === path).map(([, statement]) => statement);
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), [...(house[path] ?? []), ...planted, ''].join('\n'));
  }
  const depcruise = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [depcruise, '--config', join(root, '.dependency-cruiser.mjs'), '--output-type', 'json', 'src'];
  const { stdout } = spawnSync(process.execPath, args, { cwd: home, encoding: 'utf8' });
  const { summary } = JSON.parse(stdout) as { summary: { violations: Violation[] } };
  return summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`).sort();
}

it('finds nothing in a house that keeps the rules', () => {
  expect(inspect('clean', [])).toEqual([]);
});

it('finds every wrong import, by the rules that are meant, and nothing else', () => {
  const expected = plants.flatMap(([from, , rules]) => rules.map((rule) => `${from}: ${rule}`));
  // Upward imports also make dozens of circles, so circles are tested in a house of their own.
  const wrong = plants.map(([from, imported]) => [from, `import '${imported}';`] as const);
  const found = inspect('planted', wrong).filter((line) => !line.endsWith(': no-circular'));
  expect(found).toEqual(expected.sort());
});

it('finds a circle, also one of types', () => {
  const circle = inspect('circle', [
    ['src/wire/encode.ts', "import type { A } from './decode.ts';"],
    ['src/wire/decode.ts', "import type { B } from './encode.ts';"],
  ]);
  expect(circle).toEqual(['src/wire/decode.ts: no-circular']);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { doors } from '../../scripts/doors.mjs';
import { root } from '../runProgram.ts';

/** Which of our sources a bundle of a door contains, and which packages it imports. */
async function needsOf(door: string): Promise<{ rooms: Set<string>; packages: Set<string> }> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [doors[door]!],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    packages: 'external',
    external: ['#platform'],
    outdir: 'build',
    tsconfigRaw: {},
  });
  const rooms = Object.keys(metafile.inputs).map((path) => path.split('/')[1]!);
  const packages = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  return { rooms: new Set(rooms), packages: new Set(packages) };
}

it.each(['.', './testing', './icmpapi'])('%s takes in nothing of metrics or sinks', async (door) => {
  const { rooms } = await needsOf(door);
  expect(
    [...rooms].filter((room) =>
      ['metrics', 'prom-client', 'opentelemetry', 'sinks', 'ndjson', 'sqlite'].includes(room),
    ),
  ).toEqual([]);
});

it.each(Object.keys(doors))('%s imports no optional peer', async (door) => {
  const { packages } = await needsOf(door);
  expect([...packages].filter((name) => !['rxjs', 'rxjs/testing', '#platform'].includes(name))).toEqual([]);
});

it('every optional peer is one, and is here for the tests', () => {
  const { peerDependencies, peerDependenciesMeta, devDependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ) as Record<string, Record<string, unknown>>;
  const optional = Object.keys(peerDependencies!).filter((name) => name !== 'rxjs');
  expect(peerDependenciesMeta).toEqual(Object.fromEntries(optional.map((name) => [name, { optional: true }])));
  // It takes a minute to compile: tests have an SQLite that does not.
  const tested = optional.filter((name) => name !== 'better-sqlite3');
  expect(Object.keys(devDependencies!)).toEqual(expect.arrayContaining(tested));
});

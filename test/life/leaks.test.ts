import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { pendingWithoutSocket } from '../canPing.ts';
import { leftBehind } from './leftBehind.ts';
import { times } from '../times.ts';

describe.skipIf(pendingWithoutSocket !== '')(`nothing is left behind by${pendingWithoutSocket}`, () => {
  test.each([
    ['open and close', times(5_000, 10_000, 100_000)],
    ['cancelled probes', times(50_000, 200_000, 1_000_000)],
    ['cancelled sweeps', times(100, 200, 1000)],
    ['sources and options', times(300, 1000, 10_000)],
    ['probes to the end', times(20_000, 50_000, 1_000_000)],
  ] as const)('%s, %i times', (what, count) => leftBehind(what, count), times(120_000, 120_000, 1_200_000));
});

test.skipIf(pendingWithoutSocket !== '')(`an engine with nothing to do never wakes${pendingWithoutSocket}`, () => {
  const program = fileURLToPath(new URL('idle.mjs', import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8', timeout: 60_000 });
  expect({ stdout, stderr }).toEqual({ stdout: '0 of some\n', stderr: '' });
});

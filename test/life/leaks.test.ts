import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { pendingWithoutSocket } from '../canPing.ts';
import { leftBehind } from './leftBehind.ts';

// The million takes half a minute, so it runs only where it is asked for.
const slow = process.env['RXICMP_SLOW'] === '1';

describe.skipIf(pendingWithoutSocket !== '')(`nothing is left behind by${pendingWithoutSocket}`, () => {
  test.each([
    ['open and close', 10_000],
    ['cancelled probes', 200_000],
    ['probes to the end', 50_000],
  ] as const)('%s, %i times', (what, count) => leftBehind(what, count), 120_000);

  test.skipIf(!slow)(
    `cancelled probes, a million times${slow ? '' : ' (pending: RXICMP_SLOW=1 is not set)'}`,
    () => leftBehind('cancelled probes', 1_000_000),
    300_000,
  );
});

test.skipIf(pendingWithoutSocket !== '')(`an engine with nothing to do never wakes${pendingWithoutSocket}`, () => {
  const program = fileURLToPath(new URL('idle.mjs', import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8', timeout: 60_000 });
  expect({ stdout, stderr }).toEqual({ stdout: '0 of some\n', stderr: '' });
});

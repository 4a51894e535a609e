import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import { root } from './bundle.ts';
import { describeInWine } from './describeInWine.ts';
import type { WineName } from './lanes.ts';
import type { Wine } from './wine.ts';

/** `describeInWine` for tests of the addon, which has to be built for Windows. */
export async function describeAddonInWine(
  title: string,
  name: WineName,
  tests: (wine: Wine) => Promise<void>,
): Promise<void> {
  if (existsSync(join(root, 'prebuilds/win32-x64/node.napi.node'))) return describeInWine(title, name, tests);
  test.skip(`${title} (pending: needs npm run build:win32)`);
}

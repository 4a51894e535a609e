import { readdirSync, statSync } from 'node:fs';
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
  const missing = missingAddon();
  if (missing === null) return describeInWine(title, name, tests);
  test.skip(`${title} (pending: needs ${missing})`);
}

/** What to do first, if the addon was not built since its sources changed; for the name of a pending test. */
function missingAddon(): string | null {
  const build = 'npm run build:win32';
  const modified = (path: string): number =>
    statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
  const built = modified('prebuilds/win32-x64/node.napi.node');
  if (built === -Infinity) return build;
  const sources = ['native', 'native/win32'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((file) => /\.(cc|h)$/.test(file))
      .map((file) => `${folder}/${file}`),
  );
  const newer = sources.find((source) => modified(source) > built);
  return newer === undefined ? null : `${build}: ${newer} is newer than what was built`;
}

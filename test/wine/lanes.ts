import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { missingCapability } from '../lab/capability.ts';

/** Wine 8 has no usable event mode and cannot run Node 24. Wine 10 can do both, in a chroot. */
export type WineName = 'wine8' | 'wine10';

/** One of the two Wines, as `npm run setup:win32` left it. */
export interface WineLane {
  /** The chroot that it is in; null for this system. */
  readonly root: string | null;
  /** A Windows that was never used: to be copied. */
  readonly prefix: string;
  /** Windows' node.exe, by version. */
  readonly nodes: Readonly<Record<string, string>>;
}

const { env } = process;

/** The folder outside the project that everything about Wine is kept in. */
export const wineCache =
  env['RXICMP_WINE_CACHE'] || join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'rxicmp-wine');

const manifest = join(wineCache, 'lanes.json');
const lanes = existsSync(manifest)
  ? (JSON.parse(readFileSync(manifest, 'utf8')) as { readonly nodePath: string } & Record<
      WineName,
      WineLane | { readonly missing: string }
    >)
  : null;

/** Why nothing runs on that Wine here; null when it does. For the name of a pending test. */
export function missingWine(name: WineName): string | null {
  const capability = missingCapability();
  if (capability !== null) return capability;
  const lane = lanes?.[name];
  if (lane !== undefined && 'missing' in lane) return lane.missing;
  return lane !== undefined && existsSync(lane.prefix) ? null : `${name}: npm run setup:win32`;
}

/** @throws when `missingWine` has a reason. */
export function wineLane(name: WineName): WineLane & { readonly nodePath: string } {
  const missing = missingWine(name);
  if (missing !== null) throw new Error(`no ${missing}`);
  const { nodePath, [name]: lane } = lanes!;
  return { ...(lane as WineLane), nodePath };
}
